import { useEffect } from 'react'
import { View } from '@tarojs/components'
import type { Payment } from '@siyu/client/shapes'
import { bootstrapStore } from '@/shared/api/bootstrap'
import { deviceId } from '@/shared/api/wechat'
import { useStore } from '@/shared/lib/store'
import { Sheet } from '@/shared/ui/sheet'
import { spoken } from '@/shared/ui/spoken'
import { Empty } from '@/shared/ui/states'
import type { PayOutcome } from './wechat-pay'
import './cashier.scss'

interface Settled extends PayOutcome { type: 'siyu-pay' }

const isSettled = (data: unknown): data is Settled => typeof data === 'object' && data !== null && (data as Settled).type === 'siyu-pay'

/** The emulator's cashier plays WeChat's payment sheet in a browser; only its own origin may tell the outcome. */
export function Cashier({ payment, onSettled }: { payment: Payment; onSettled(outcome: PayOutcome): void }) {
  const emulatorUrl = useStore(bootstrapStore)?.emulatorUrl
  useEffect(() => {
    if (!emulatorUrl) return
    const { origin } = new URL(emulatorUrl, window.location.href)
    const hear = (event: MessageEvent<unknown>): void => {
      if (event.origin === origin && isSettled(event.data)) onSettled({ result: event.data.result, message: event.data.message ?? '' })
    }
    window.addEventListener('message', hear)
    return () => window.removeEventListener('message', hear)
  }, [emulatorUrl, onSettled])
  const close = (): void => onSettled({ result: 'cancel', message: '' })
  if (!emulatorUrl) return <Sheet open title='微信支付' onClose={close}><Empty icon='wallet' title='请在微信里完成支付' hint='打开小程序，在“我的订单”里继续' /></Sheet>
  const { appId, timeStamp, nonceStr, signType, paySign } = payment
  const params = new URLSearchParams({ prepay_id: payment.package.replace(/^prepay_id=/, ''), appId, timeStamp, nonceStr, signType, paySign, device: deviceId() })
  // The frame brings its own veil and its own way out, as WeChat's sheet does.
  return <View className='cashier' {...spoken('微信支付', 'dialog')}><iframe className='cashier__frame' title='微信支付' src={`${emulatorUrl}/cashier?${params.toString()}`} /></View>
}
