import { Text, View } from '@tarojs/components'
import type { Quote } from '@siyu/client/shapes'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Tag } from '@/shared/ui/bits'
import './quote-group.scss'

const heading = ({ warehouseName, expectedDelivery }: Quote['groups'][number]): string =>
  !warehouseName ? '电子商品' : expectedDelivery ? `${warehouseName}发货` : warehouseName

/** What leaves one warehouse together, and when it is expected; what no warehouse has comes without a day. */
export function QuoteGroup({ group }: { group: Quote['groups'][number] }) {
  return (
    <View className='card quote-group'>
      <View className='row quote-group__head'><Icon name={group.expectedDelivery ? 'store' : 'circle-alert'} size={16} /><Text className='quote-group__name'>{heading(group)}</Text></View>
      {group.lines.map((line) => (
        <View key={`${line.skuId}${line.isGift ? 'gift' : ''}`} className='quote-group__line'>
          <Photo src={line.imageUrl} alt='' size={72} className='quote-group__photo' />
          <View className='grow'>
            <View className='quote-group__title two-lines'>{line.isGift ? <Tag text='赠品' tone='sage' /> : null}<Text>{line.title}</Text></View>
            {line.optionText ? <View className='muted two-lines'>{line.optionText}</View> : null}
          </View>
          <View className='quote-group__right'><Price fen={line.isGift ? 0 : line.priceFen} size={16} tone='ink' was={line.isGift ? line.priceFen : null} /><View className='muted num'>× {line.quantity}</View></View>
        </View>
      ))}
      {group.expectedDelivery ? <View className='row quote-group__when'><Icon name='truck' size={16} /><Text className='grow'>{group.expectedDelivery}</Text></View> : null}
    </View>
  )
}
