import { Text, View } from '@tarojs/components'
import type { OrderDetail } from '@siyu/client/shapes'
import { go } from '@/shared/lib/nav'
import { Button } from '@/shared/ui/button'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Tap } from '@/shared/ui/tap'
import './order-lines.scss'

export function OrderLines({ order }: { order: OrderDetail }) {
  return (
    <View className='card order-lines'>
      {order.lines.map((line) => (
        <View key={line.id} className='order-lines__line'>
          <Tap label={line.title} className='order-lines__row' onTap={() => go('product', { id: line.productId })}>
            <Photo src={line.imageUrl} alt='' size={80} className='order-lines__photo' />
            <View className='grow'>
              <View className='two-lines order-lines__title'>{line.title}</View>
              <View className='muted two-lines'>{line.optionText}</View>
              {line.statusText ? <Text className='order-lines__status'>{line.statusText}</Text> : null}
            </View>
            <View className='order-lines__right'><Price fen={line.priceFen} size={16} tone='ink' /><View className='muted num'>× {line.quantity}</View></View>
          </Tap>
          {line.canApplyAfterSale ? <View className='order-lines__foot'><Button size='small' text='申请售后' label={`为${line.title}申请售后`} onTap={() => go('afterSaleApply', { orderId: order.id, lineId: line.id })} /></View> : null}
        </View>
      ))}
    </View>
  )
}
