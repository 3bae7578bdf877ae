import { price } from '../../../shared/format/money'
import type { AfterSale } from '../../shared/shapes'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

/** 还剩 2 天 3 小时, 还剩 40 分钟, 已经超时. */
export function leftText(deadlineAt: string, nowMs: number): string {
  const ms = Date.parse(deadlineAt) - nowMs
  if (ms <= 0) return '已经超时，请尽快处理'
  const hours = Math.floor(ms / HOUR_MS)
  if (hours >= 48) return `还剩 ${Math.floor(hours / 24)} 天${hours % 24 ? ` ${hours % 24} 小时` : ''}`
  return hours ? `还剩 ${hours} 小时` : `还剩 ${Math.max(1, Math.floor(ms / MINUTE_MS))} 分钟`
}

export type Step = 'see' | 'agree' | 'refuse' | 'leave_word'

/** What is asked before anything happens, and the button that does it. */
export function asked(step: Exclude<Step, 'see'>, sale: AfterSale): { title: string; text: string; button: string; label: string; isNeeded: boolean } {
  const amount = price(sale.refundFen)
  if (step === 'leave_word') return { title: '给客户留言', text: '留言会出现在客户的订单动态里，发出后不能收回', button: '发出留言', label: '要告诉客户的话', isNeeded: true }
  const isAgreed = step === 'agree'
  const label = isAgreed ? '备注（只有店铺看得到）' : '原因（客户会看到）'
  // Above the guide's limit nothing is decided by it: the words say what really happens.
  if (sale.handsOver) return { title: isAgreed ? '建议同意' : '建议拒绝', text: `退款 ${amount} 超过您的权限，提交后由店铺决定，现在不会退款`, button: '转给店铺', label: isAgreed ? label : '原因（店铺会看到）', isNeeded: !isAgreed }
  if (!isAgreed) return { title: '拒绝售后申请', text: '拒绝后这次申请就结束了，客户可以再次申请', button: '确认拒绝', label, isNeeded: true }
  if (sale.isReturn) return { title: '同意退货', text: `客户寄回商品、店铺验收后，退款 ${amount}`, button: '确认同意', label, isNeeded: false }
  return { title: '同意退款', text: `${amount} 会立即原路退回客户，不能撤回`, button: `确认退款 ${amount}`, label, isNeeded: false }
}
