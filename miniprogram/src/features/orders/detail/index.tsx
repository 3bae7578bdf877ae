import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useDidShow, useRouter } from '@tarojs/taro'
import type { OrderDetail } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { pickedForOrder } from '@/shared/api/chosen-address'
import { yuan } from '@/shared/lib/money'
import { go } from '@/shared/lib/nav'
import { copy, say } from '@/shared/lib/say'
import { stampText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { useQuery, type Query } from '@/shared/lib/use-query'
import { Countdown } from '@/shared/ui/countdown'
import { DerivationList } from '@/shared/ui/derivation'
import { Discounts } from '@/shared/ui/discounts'
import { Icon, type IconName } from '@/shared/ui/icon'
import { Price } from '@/shared/ui/price'
import { Sheet } from '@/shared/ui/sheet'
import { Bone, Loaded, RowBones } from '@/shared/ui/states'
import { BottomBar, Fact } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { Timeline } from '@/shared/ui/timeline'
import { ActionBar } from '../action-bar'
import { OrderLines } from './order-lines'
import { OrderTeam } from './order-team'
import './index.scss'

export default function OrderPage() {
  const { id = '' } = useRouter().params
  const order = useQuery(id || null, () => read<OrderDetail>(`/orders/${id}`))
  return (
    <View className='order page page--bar'>
      <Loaded query={order} bones={<View><View className='order__state'><View className='grow'><Bone w={120} h={26} /><Bone w='70%' mt={10} /></View></View><RowBones count={3} thumb={72} /></View>}>
        {(data) => <Order order={data} query={order} />}
      </Loaded>
    </View>
  )
}

const STATE_ICON: Record<OrderDetail['status'], IconName> = {
  pending_payment: 'wallet', paid: 'package', partly_shipped: 'truck', shipped: 'truck', delivered: 'package-check', completed: 'circle-check', cancelled: 'x', closed: 'x',
}

function Order({ order, query }: { order: OrderDetail; query: Query<OrderDetail> }) {
  const move = useAction(async (key: string, addressId: string) => {
    query.set(await write<OrderDetail>('PUT', `/orders/${order.id}/address`, { addressId }, key))
    say('收货地址已修改')
  })
  useDidShow(() => {
    const picked = pickedForOrder.get()
    if (picked?.orderId !== order.id) return
    pickedForOrder.set(null)
    void move.run(picked.addressId)
  })
  const [parcel] = order.parcels
  return (
    <>
      <View className='order__state'>
        <View className='grow'>
          <View className='order__status'>{order.statusText}</View>
          <View className='order__sentence'>{order.sentence}</View>
          {order.status === 'pending_payment' && order.payBy ? <View className='order__left'>剩余 <Countdown until={order.payBy} over='已超时，订单会自动关闭' onOver={() => void query.reload()} /></View> : null}
        </View>
        <View className='order__state-icon'><Icon name={STATE_ICON[order.status]} size={44} /></View>
      </View>
      <View className='card order__top'>
        {order.parcels.map((one) => (
          <Tap key={one.id} label={`包裹，${one.stateText}，查看物流`} className='order__parcel' onTap={() => go('parcel', { orderId: order.id, parcelId: one.id })}>
            <View className='order__badge order__badge--go'><Icon name='truck' size={18} /></View>
            <View className='grow'><View className='order__strong one-line'>{one.latest ?? one.stateText}</View><View className='muted one-line'>{one.warehouseName} · {one.courierName}{one.trackingNumber ? ` ${one.trackingNumber}` : ''}</View></View>
            <Icon name='chevron-right' size={16} className='order__more' />
          </Tap>
        ))}
        {order.address ? (
          <View className='order__parcel'>
            <View className='order__badge'><Icon name='map-pin' size={18} /></View>
            <View className='grow'><View className='order__strong'>{order.address.name} <Text className='num'>{order.address.phoneMasked}</Text></View><View className='muted'>{order.address.region} {order.address.detail}</View></View>
          </View>
        ) : null}
      </View>
      {order.activity === 'group_buy' ? <OrderTeam orderId={order.id} at={order.statusText} /> : null}
      <OrderLines order={order} />
      {order.afterSales.map((one) => (
        <Tap key={one.id} label={`售后，${one.statusText}`} className='card row order__after' onTap={() => go('afterSale', { id: one.id })}>
          <Icon name='undo-2' size={18} /><Text className='grow'>{one.kindText} · {one.statusText}</Text><Price fen={one.refundFen} size={16} tone='ink' /><Icon name='chevron-right' size={16} className='order__more' />
        </Tap>
      ))}
      <Money order={order} />
      <Facts order={order} />
      {order.timeline.length ? <View className='card'><Text className='card-title'>订单动态</Text><Timeline items={order.timeline.slice().reverse().map(({ at, text }) => ({ at, text }))} /></View> : null}
      {order.actions.length ? <BottomBar><View className='grow'><ActionBar orderId={order.id} actions={order.actions} parcelId={order.parcels.length === 1 ? parcel?.id : null} size='normal' onChanged={() => void query.reload()} /></View></BottomBar> : null}
    </>
  )
}

function Money({ order }: { order: OrderDetail }) {
  const [open, setOpen] = useState(false)
  const { totals } = order
  return (
    <View className='card'>
      <Fact name='商品金额'>{yuan(totals.goodsFen)}</Fact>
      <Discounts steps={order.derivation} totals={totals} className='order__off' />
      <Fact name='运费'>{totals.freightFen ? yuan(totals.freightFen) : '免运费'}</Fact>
      <Fact name={order.paidAt ? '实付' : '应付'} strong><Price fen={order.payableFen} size={18} exact /></Fact>
      {order.derivation.length ? <Tap label='查看金额怎么算的' className='order__why' onTap={() => setOpen(true)}>金额怎么算的<Icon name='chevron-right' size={14} /></Tap> : null}
      <Sheet open={open} title='金额明细' onClose={() => setOpen(false)}><DerivationList steps={order.derivation} totals={totals} /></Sheet>
    </View>
  )
}

function Facts({ order }: { order: OrderDetail }) {
  return (
    <View className='card'>
      <Fact name='订单编号'><Tap label={`复制订单编号 ${order.number}`} className='order__copy' onTap={() => void copy(order.number)}><Text>{order.number}</Text><Icon name='copy' size={14} /></Tap></Fact>
      <Fact name='下单时间'>{stampText(order.createdAt)}</Fact>
      {order.paidAt ? <Fact name='支付时间'>{stampText(order.paidAt)}</Fact> : null}
      {order.paymentMethod ? <Fact name='支付方式'>{order.paymentMethod}</Fact> : null}
      {order.note ? <Fact name='备注'>{order.note}</Fact> : null}
    </View>
  )
}
