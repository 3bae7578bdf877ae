import Taro from '@tarojs/taro'
import { loadBootstrap } from './bootstrap'
import { send } from './http'
import { recall, remember } from '../lib/storage'
import { uuid } from '../lib/env'

/** WeChat's side of the shop: the real one in a weapp, the emulator's in a browser. */

/** The browser plays a phone: one random device, one WeChat user. */
export const deviceId = (): string => {
  const known = recall<string>('siyu_device', '')
  if (known) return known
  const device = uuid()
  remember('siyu_device', device)
  return device
}

const play = async <T>(action: string, body: object): Promise<T> => {
  const { emulatorUrl } = await loadBootstrap()
  if (!emulatorUrl) throw new Error('请在微信里打开小程序继续')
  const answer = await send({ url: `${emulatorUrl}/play/wx/${action}`, method: 'POST', headers: {}, body: { device: deviceId(), ...body } })
  if (answer.status >= 400) throw new Error('微信没有回应，请稍后再试')
  return answer.data as T
}

export const loginCode = async (): Promise<string> =>
  process.env.TARO_ENV === 'weapp' ? (await Taro.login()).code : (await play<{ code: string }>('login', {})).code

/** In a weapp the code comes with the tap on WeChat's own button instead. */
export const phoneCode = async (): Promise<string> => (await play<{ code: string }>('phone', {})).code

export interface SubscribeResult { templateId: string; accepted: boolean }

/** Asks whether messages may be sent; must follow a tap. An answer that never came counts as no. */
export const askSubscribe = async (templateIds: string[]): Promise<SubscribeResult[]> => {
  if (process.env.TARO_ENV === 'weapp') {
    const answer = (await Taro.requestSubscribeMessage({ tmplIds: templateIds } as Taro.requestSubscribeMessage.Option)) as unknown as Record<string, string>
    return templateIds.map((templateId) => ({ templateId, accepted: answer[templateId] === 'accept' }))
  }
  // In a browser the tap on 开启 is the answer itself: there is no second popup to refuse in.
  const chosen = await play<Record<string, string>>('subscribe', { templateIds, accept: true })
  return templateIds.map((templateId) => ({ templateId, accepted: chosen[templateId] === 'accept' }))
}
