import { useEffect, useRef, useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import type { OrderDetail, Payment } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { yuan } from '@/shared/lib/money'
import { replace } from '@/shared/lib/nav'
import { knock } from '@/shared/lib/say'
import { clockText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Cashier } from '@/shared/pay/cashier'
import { payInWechat, type PayOutcome } from '@/shared/pay/wechat-pay'
import { Button } from '@/shared/ui/button'
import { Countdown } from '@/shared/ui/countdown'
import { Icon } from '@/shared/ui/icon'
import { Price } from '@/shared/ui/price'
import { Bone, Loaded } from '@/shared/ui/states'
import { Tick } from '@/shared/ui/bits'
import './index.scss'

export default function PayPage() {
  const { id = '', start } = useRouter().params
  const order = useQuery(id || null, () => read<OrderDetail>(`/orders/${id}`))
  return (
    <View className='pay page'>
      <Loaded query={order} bones={<View className='pay__top'><Bone w={160} h={40} /><Bone w={220} mt={16} /></View>}>
        {(data) => (data.status === 'pending_payment' ? <Pay order={data} startNow={start === '1'} /> : <NoLonger order={data} />)}
      </Loaded>
    </View>
  )
}

function Pay({ order, startNow }: { order: OrderDetail; startNow: boolean }) {
  const [cashier, setCashier] = useState<Payment | null>(null)
  const [said, setSaid] = useState<string | null>(null)
  const begin = useAction(async (key: string) => {
    setSaid(null)
    const payment = await write<Payment>('POST', `/orders/${order.id}/pay`, undefined, key)
    if (process.env.TARO_ENV === 'h5') setCashier(payment)
    else settle(await payInWechat(payment))
  })
  const settle = (outcome: PayOutcome): void => {
    setCashier(null)
    if (outcome.result === 'ok') { knock(); return replace('result', { id: order.id }) }
    const kept = order.payBy ? `，订单为您保留到 ${clockText(order.payBy)}` : ''
    setSaid(outcome.result === 'cancel' ? `支付没有完成${kept}` : `${outcome.message || '支付没有成功'}${kept}`)
  }
  const started = useRef(false)
  useEffect(() => {
    if (!startNow || started.current) return
    started.current = true
    void begin.run()
  }, [startNow, begin])
  return (
    <>
      <View className='pay__top'>
        <Text className='muted'>待支付</Text>
        <Price fen={order.payableFen} size={40} exact tone='ink' />
        {order.payBy ? <View className='row pay__left'><Icon name='clock' size={14} /><Text>剩余 </Text><Countdown until={order.payBy} over='时间到了，订单会自动关闭' /></View> : null}
      </View>
      {said ? <View className='pay__said fade'><Icon name='info' size={18} /><Text className='grow'>{said}</Text></View> : null}
      <View className='card row pay__method'>
        <View className='pay__logo'><Icon name='wallet' size={20} /></View>
        <View className='grow'><View className='pay__name'>微信支付</View><View className='muted'>{order.lines.length > 1 ? `${order.lines[0]?.title ?? ''} 等 ${order.quantity} 件` : (order.lines[0]?.title ?? '')}</View></View>
        <Tick on />
      </View>
      <View className='pay__actions'>
        <Button wide size='large' kind='primary' busy={begin.busy} text={said ? `继续支付 ${yuan(order.payableFen)}` : `微信支付 ${yuan(order.payableFen)}`} onTap={() => void begin.run()} />
        <Button wide size='large' text='查看订单' onTap={() => replace('order', { id: order.id })} />
      </View>
      {cashier ? <Cashier payment={cashier} onSettled={settle} /> : null}
    </>
  )
}

function NoLonger({ order }: { order: OrderDetail }) {
  const paid = order.paidAt !== null
  return (
    <View className='pay__top'>
      <View className={`pay__mark ${paid ? 'pay__mark--good' : ''}`}><Icon name={paid ? 'circle-check' : 'circle-alert'} size={48} /></View>
      <Text className='pay__name'>{paid ? '这笔订单已经付过了' : order.statusText}</Text>
      <Text className='muted'>{order.sentence}</Text>
      <View className='pay__actions'><Button wide size='large' kind='primary' text='查看订单' onTap={() => replace('order', { id: order.id })} /></View>
    </View>
  )
}
