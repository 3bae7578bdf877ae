import { useEffect } from 'react'
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import type { FlashTicket, OrderDetail } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { yuan } from '@/shared/lib/money'
import { replace } from '@/shared/lib/nav'
import { useStore } from '@/shared/lib/store'
import { useQuery, type Query } from '@/shared/lib/use-query'
import { BottomBar } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Countdown } from '@/shared/ui/countdown'
import { Icon, type IconName } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { spoken } from '@/shared/ui/spoken'
import { Bone, Loaded } from '@/shared/ui/states'
import { pressed } from '../sale'
import './index.scss'

const LOOK_MS = 1000

/** The place in the queue, as it counts down, and then what came of it. */
export default function FlashQueuePage() {
  const { id = '' } = useRouter().params
  const ticket = useQuery(id || null, () => read<FlashTicket>(`/flash/tickets/${id}`))
  const waits = ticket.data === null || ticket.data.state === 'queued'
  useEffect(() => {
    if (!waits) return
    const timer = setInterval(() => void ticket.reload(), LOOK_MS)
    return () => clearInterval(timer)
  }, [waits, ticket.reload])
  useEffect(() => {
    if (ticket.data && ticket.data.state !== 'queued') void Taro.setNavigationBarTitle({ title: ticket.data.state === 'ordered' ? '抢到了' : '秒杀结果' })
  }, [ticket.data?.state])
  return (
    <View className='queue page page--bar'>
      <Loaded query={ticket} bones={<View className='card queue__state'><Bone w={120} h={56} /><Bone w={180} mt={12} /></View>}>
        {(data) => <>{<Goods id={id} />}{data.state === 'ordered' && data.orderId ? <Won orderId={data.orderId} /> : <Told ticket={data} />}</>}
      </Loaded>
    </View>
  )
}

function Goods({ id }: { id: string }) {
  const known = useStore(pressed)
  if (known?.ticketId !== id) return null
  return (
    <View className='card row queue__goods'>
      <Photo src={known.item.imageUrl} alt={known.item.title} size={64} className='queue__photo' />
      <View className='grow'><View className='two-lines'>{known.item.title}</View><Price fen={known.item.priceFen} size={18} was={known.item.listPriceFen} /></View>
    </View>
  )
}

const MARK: Record<Exclude<FlashTicket['state'], 'queued' | 'ordered'>, IconName> = { refused: 'circle-alert', released: 'undo-2', interrupted: 'wifi-off' }

function Told({ ticket }: { ticket: FlashTicket }) {
  if (ticket.state === 'queued' || ticket.state === 'ordered') {
    const ahead = ticket.place ?? 0
    return (
      <View className='card queue__state' {...spoken(ahead ? `前面还有 ${ahead} 人` : '马上轮到您', 'img')}>
        {ahead ? <View className='queue__ahead'>前面还有<Text className='queue__number num'>{ahead}</Text>人</View> : <View className='queue__ahead'>马上轮到您</View>}
        <View className='queue__dots'><View /><View /><View /></View>
        <View className='muted'>正在为您排队，结果会自动出现，请不要离开本页</View>
      </View>
    )
  }
  return (
    <>
      <View className='card queue__state' {...spoken(ticket.reason, 'alert')}>
        <View className='queue__mark'><Icon name={MARK[ticket.state]} size={40} /></View>
        <View className='queue__title'>{ticket.stateText}</View>
        <View className='muted'>{ticket.reason}</View>
      </View>
      <BottomBar><Button size='large' kind='primary' className='grow' text={ticket.state === 'interrupted' ? '重新抢购' : '回秒杀会场'} onTap={() => replace('flash')} /></BottomBar>
    </>
  )
}

function Won({ orderId }: { orderId: string }) {
  const order: Query<OrderDetail> = useQuery(orderId, () => read<OrderDetail>(`/orders/${orderId}`))
  const data = order.data
  const waits = data === null || data.status === 'pending_payment'
  return (
    <>
      <View className='card queue__state' {...spoken('抢到了', 'alert')}>
        <View className='queue__mark queue__mark--won'><Icon name='circle-check' size={40} /></View>
        <View className='queue__title'>抢到了</View>
        {data?.payBy && waits ? <View className='queue__pay'>请在 <Countdown until={data.payBy} over='付款时间已过' onOver={() => void order.reload()} /> 内付款</View> : <View className='muted'>{data ? data.statusText : '正在打开订单'}</View>}
        {data && waits && data.totals.freightFen > 0 ? <View className='muted num'>应付 {yuan(data.payableFen)}，含运费 {yuan(data.totals.freightFen)}</View> : null}
      </View>
      <BottomBar>
        <Button size='large' text='查看订单' className='grow' onTap={() => replace('order', { id: orderId })} />
        {data && waits && data.payBy ? <Button size='large' kind='primary' className='grow' text={`立即付款 ${yuan(data.payableFen)}`} onTap={() => replace('pay', { id: orderId, start: 1 })} /> : null}
      </BottomBar>
    </>
  )
}
