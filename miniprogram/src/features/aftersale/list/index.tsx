import { Text, View } from '@tarojs/components'
import { useReachBottom } from '@tarojs/taro'
import type { AfterSale } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { go } from '@/shared/lib/nav'
import { whenText } from '@/shared/lib/time'
import { usePages } from '@/shared/lib/use-query'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Empty, Failure, ListEnd, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import './index.scss'

export default function AfterSalesPage() {
  const list = usePages<AfterSale>('after-sales', (cursor) => read('/after-sales', { cursor, limit: 10 }), true)
  useReachBottom(list.more)
  return (
    <View className='afters page'>
      {list.items.map((sale) => (
        <Tap key={sale.id} label={`${sale.kindText}，${sale.statusText}`} className='card' onTap={() => go('afterSale', { id: sale.id })}>
          <View className='row'><Text className='muted grow num'>{whenText(sale.createdAt)} · {sale.kindText}</Text><Text className='afters__status'>{sale.statusText}</Text></View>
          <View className='afters__goods'>{sale.lines.map((line) => <Photo key={line.lineId} src={line.imageUrl} alt={line.title} size={64} className='afters__photo' />)}</View>
          <View className='row afters__foot'><Text className='muted grow one-line'>{sale.sentence}</Text><Price fen={sale.refundFen} size={18} tone='ink' /></View>
        </Tap>
      ))}
      {list.items.length === 0 ? (list.error !== null ? <Failure error={list.error} onRetry={() => void list.reload()} /> : list.loading ? <RowBones count={3} thumb={64} /> : <Empty icon='undo-2' title='还没有售后' hint='需要时可以在订单里申请' action='看看订单' onAction={() => go('orders')} />) : null}
      <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
    </View>
  )
}
