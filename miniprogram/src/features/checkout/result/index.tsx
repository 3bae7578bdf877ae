import { useEffect, useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import type { OrderDetail, PaymentCheck } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { loadBootstrap } from '@/shared/api/bootstrap'
import { refreshMember } from '@/shared/api/session'
import { askSubscribe } from '@/shared/api/wechat'
import { goTab, replace } from '@/shared/lib/nav'
import { say } from '@/shared/lib/say'
import { clockText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Price } from '@/shared/ui/price'
import { Bone, Loaded } from '@/shared/ui/states'
import './index.scss'

const WAITS_MS = [600, 1000, 1500, 2500, 4000, 6000, 8000]
type Outcome = { state: PaymentCheck['state'] | 'asking'; message: string }

export default function ResultPage() {
  const id = useRouter().params.id ?? ''
  const order = useQuery(id || null, () => read<OrderDetail>(`/orders/${id}`))
  const { outcome, again } = useOutcome(id)
  return (
    <View className='result page'>
      <Loaded query={order} bones={<View className='result__top'><Bone w={56} h={56} r={28} /><Bone w={140} h={24} mt={16} /></View>}>
        {(data) => <Result order={data} outcome={data.paidAt ? { state: 'paid', message: '' } : outcome} onAgain={again} />}
      </Loaded>
    </View>
  )
}

/** Asks the server, which asks WeChat, until it is settled or some twenty seconds have passed. */
function useOutcome(id: string) {
  const [outcome, setOutcome] = useState<Outcome>({ state: 'asking', message: '' })
  const [round, setRound] = useState(0)
  useEffect(() => {
    let stopped = false
    const ask = async (turn: number): Promise<void> => {
      let check: PaymentCheck | null = null
      try {
        check = await write<PaymentCheck>('POST', `/orders/${id}/payment-check`)
      } catch (error) {
        // A lost answer is no outcome: the next turn asks again.
        console.warn('payment not checked', error)
      }
      if (stopped) return
      const wait = WAITS_MS[turn]
      if ((check && check.state !== 'pending') || wait === undefined) {
        if (check?.state === 'paid') void refreshMember()
        setOutcome(check ?? { state: 'pending', message: '还没有收到支付结果，请稍后再看' })
      } else timer = setTimeout(() => void ask(turn + 1), wait)
    }
    let timer = setTimeout(() => void ask(0), 0)
    return () => { stopped = true; clearTimeout(timer) }
  }, [id, round])
  return { outcome, again: () => { setOutcome({ state: 'asking', message: '' }); setRound((n) => n + 1) } }
}

function Result({ order, outcome, onAgain }: { order: OrderDetail; outcome: Outcome; onAgain(): void }) {
  if (outcome.state === 'asking') return <View className='result__top'><View className='result__spin' /><Text className='result__title'>正在确认支付结果</Text><Text className='muted'>通常只要几秒</Text></View>
  const inTeam = order.activity === 'group_buy'
  const see = <Button wide size='large' text='查看订单' onTap={() => replace('order', { id: order.id })} />
  if (outcome.state === 'paid') return (
    <>
      <View className='result__top'>
        <View className='result__mark result__mark--good'><Icon name='check' size={32} /></View>
        <Text className='result__title'>支付成功</Text>
        <Price fen={order.payableFen} size={28} exact tone='ink' />
        <Text className='muted'>{inTeam ? '邀请好友一起拼，成团后马上发货；没有成团会自动退款' : '我们会尽快为您备货，发货后在订单里可以看到物流'}</Text>
      </View>
      <Notify inTeam={inTeam} />
      <View className='result__actions'>{inTeam ? <Button wide size='large' kind='primary' text='查看拼团进度' onTap={() => replace('team', { order: order.id })} /> : null}{see}<Button wide size='large' kind='soft' text='继续逛逛' onTap={() => goTab('home')} /></View>
    </>
  )
  // The attempt may have ended while the order still waits for its payment.
  const pending = outcome.state === 'pending' || order.status === 'pending_payment'
  return (
    <View className='result__top'>
      <View className='result__mark'><Icon name={pending ? 'clock' : 'x'} size={32} /></View>
      <Text className='result__title'>{pending ? '支付没有完成' : '订单已经关闭'}</Text>
      <Text className='result__said'>{pending && order.payBy ? `支付没有完成，订单为您保留到 ${clockText(order.payBy)}` : outcome.message || order.sentence}</Text>
      <View className='result__actions'>
        {pending ? <><Button wide size='large' kind='primary' text='继续支付' onTap={() => replace('pay', { id: order.id, start: 1 })} /><Button wide size='large' text='我已支付，再查一次' onTap={onAgain} /></> : <Button wide size='large' kind='primary' text='去逛逛' onTap={() => goTab('home')} />}
        {see}
      </View>
    </View>
  )
}

/** WeChat wants a tap before it asks; right after paying people know what the messages are for. */
function Notify({ inTeam }: { inTeam: boolean }) {
  const [asked, setAsked] = useState(false)
  const subscribe = useAction(async (key: string) => {
    const { templates } = await loadBootstrap()
    const results = await askSubscribe([inTeam ? templates.groupResult : templates.orderPaid, templates.orderShipped, templates.refundDone].filter(Boolean))
    await write('POST', '/me/subscriptions', { results }, key)
    setAsked(true)
    say(results.some((r) => r.accepted) ? '有进展会在微信里告诉您' : '好的，您可以随时在订单里查看')
  })
  return (
    <View className='card row result__notify'>
      <View className='result__bell'><Icon name={asked ? 'circle-check' : 'package'} size={22} /></View>
      <View className='grow'><View className='result__notify-title'>{asked ? '已记下' : inTeam ? '成团和发货时告诉我' : '发货时告诉我'}</View><View className='muted'>{asked ? '物流有进展会通知您' : '只发与这笔订单有关的消息'}</View></View>
      {asked ? null : <Button size='small' kind='primary' text='开启' label='开启发货通知' busy={subscribe.busy} onTap={() => void subscribe.run()} />}
    </View>
  )
}
