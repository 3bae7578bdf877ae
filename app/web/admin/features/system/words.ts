import type { QueueStatus } from '../../../shared/api/shapes-office'

export const QUEUE_CHOICES: { value: QueueStatus; label: string }[] = [
  { value: 'parked', label: '停住的' },
  { value: 'pending', label: '排队中' },
  { value: 'done', label: '已完成' },
]

export const QUEUE_TEXT: Record<QueueStatus, string> = { parked: '停住', pending: '排队中', done: '已完成' }

export const KIND_TEXT: Record<string, string> = { event: '事件', callback: '回调', job: '任务' }

const SOURCE_TEXT: Record<string, string> = {
  wechat_pay: '微信支付', 'wechat-pay': '微信支付', pay: '微信支付', wechat: '微信', kdniao: '快递鸟', courier: '快递', wecom: '企业微信',
}

export const sourceText = (source: string): string => SOURCE_TEXT[source] ?? source

/** JSON made readable; anything else as it came. */
export function pretty(payload: string): string {
  try {
    return JSON.stringify(JSON.parse(payload), null, 2)
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
    return payload
  }
}
