import { useState } from 'react'
import { ScrollView, Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh, useReachBottom, useRouter } from '@tarojs/taro'
import type { OrderCard, OrderListState } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { go, goTab } from '@/shared/lib/nav'
import { usePages } from '@/shared/lib/use-query'
import { whenText } from '@/shared/lib/time'
import { Countdown } from '@/shared/ui/countdown'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Empty, Failure, ListEnd, RowBones } from '@/shared/ui/states'
import { Tabs } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { ActionBar } from '../action-bar'
import './index.scss'

const STATES: { key: OrderListState; text: string }[] = [
  { key: 'all', text: '全部' }, { key: 'pending_payment', text: '待付款' }, { key: 'to_ship', text: '待发货' },
  { key: 'to_receive', text: '待收货' }, { key: 'completed', text: '已完成' }, { key: 'after_sale', text: '售后' },
]

export default function OrdersPage() {
  const [state, setState] = useState<OrderListState>((useRouter().params.state as OrderListState | undefined) ?? 'all')
  const list = usePages<OrderCard>(state, (cursor) => read('/orders', { state, cursor, limit: 10 }), true)
  useReachBottom(list.more)
  usePullDownRefresh(async () => { await list.reload(); Taro.stopPullDownRefresh() })
  return (
    <View className='orders page'>
      <View className='orders__tabs'><Tabs items={STATES} value={state} onChange={(next: OrderListState) => setState(next)} /></View>
      {list.items.map((order) => <Card key={order.id} order={order} onChanged={() => void list.reload()} />)}
      {list.items.length === 0 ? (
        list.error !== null ? <Failure error={list.error} onRetry={() => void list.reload()} /> : list.loading ? <RowBones count={3} />
          : <Empty icon='receipt-text' title='这里还没有订单' hint='喜欢的都可以先加进购物车' action='去逛逛' onAction={() => goTab('home')} />
      ) : null}
      <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
    </View>
  )
}

const DONE = ['completed', 'cancelled', 'closed']

function Card({ order, onChanged }: { order: OrderCard; onChanged(): void }) {
  const [first] = order.lines
  return (
    <Tap label={`订单，${order.statusText}，${order.lines.map((l) => l.title).join('，')}`} className='card orders__card' onTap={() => go('order', { id: order.id })}>
      <View className='row orders__head'>
        <Text className='muted grow num'>{whenText(order.createdAt)}</Text>
        <Text className={`orders__status ${DONE.includes(order.status) ? 'orders__status--done' : ''}`}>{order.statusText}</Text>
      </View>
      {order.lines.length === 1 && first ? (
        <View className='orders__one'>
          <Photo src={first.imageUrl} alt='' size={72} className='orders__photo' />
          <View className='grow'><View className='two-lines orders__title'>{first.title}</View><View className='muted two-lines'>{first.optionText}</View></View>
          <View className='orders__right'><Price fen={first.priceFen} size={16} tone='ink' /><View className='muted num'>× {first.quantity}</View></View>
        </View>
      ) : (
        <ScrollView scrollX enableFlex className='orders__strip'><View className='orders__strip-inside'>{order.lines.map((line) => <Photo key={line.id} src={line.imageUrl} alt={line.title} size={72} className='orders__photo' />)}</View></ScrollView>
      )}
      <View className='row orders__sum'>
        <Text className='muted grow one-line'>{order.status === 'pending_payment' && order.payBy ? <>剩余 <Countdown until={order.payBy} over='已超时' onOver={onChanged} /></> : order.sentence}</Text>
        <Text className='muted num'>共 {order.quantity} 件</Text><Price fen={order.payableFen} size={18} exact tone='ink' />
      </View>
      {order.actions.length ? <ActionBar orderId={order.id} actions={order.actions.filter((action) => action !== 'change_address' && action !== 'apply_after_sale')} onChanged={onChanged} /> : null}
    </Tap>
  )
}
