import { useEffect } from 'react'
import { View } from '@tarojs/components'
import type { SigningJump } from '@siyu/client/shapes'
import { bootstrapStore } from '@/shared/api/bootstrap'
import { deviceId } from '@/shared/api/wechat'
import { useStore } from '@/shared/lib/store'
import { Sheet } from '@/shared/ui/sheet'
import { spoken } from '@/shared/ui/spoken'
import { Empty } from '@/shared/ui/states'
import type { PayOutcome } from './wechat-pay'
import './cashier.scss'

interface Settled extends PayOutcome { type: 'siyu-sign' }

const isSettled = (data: unknown): data is Settled => typeof data === 'object' && data !== null && (data as Settled).type === 'siyu-sign'

/** The emulator's page plays WeChat's signing mini-program in a browser; only its own origin may tell the outcome. */
export function Signing({ jump, onSettled }: { jump: SigningJump; onSettled(outcome: PayOutcome): void }) {
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
  if (!emulatorUrl) return <Sheet open title='开通自动续费' onClose={() => onSettled({ result: 'cancel', message: '' })}><Empty icon='wallet' title='请在微信里开通' hint='打开小程序，在“付费会员”里继续' /></Sheet>
  const params = new URLSearchParams({ ...jump.extraData, device: deviceId() })
  return <View className='cashier' {...spoken('开通自动续费', 'dialog')}><iframe className='cashier__frame' title='开通自动续费' src={`${emulatorUrl}/signing?${params.toString()}`} /></View>
}
