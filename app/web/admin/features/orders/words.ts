import type { AdminOrder, OrderStatus } from '../../../shared/api/shapes'
import { price } from '../../../shared/format/money'

export const ORDER_STATUS_CHOICES: { value: OrderStatus; label: string }[] = [
  { value: 'pending_payment', label: '待付款' },
  { value: 'paid', label: '待发货' },
  { value: 'partly_shipped', label: '部分发货' },
  { value: 'shipped', label: '已发货' },
  { value: 'delivered', label: '已签收' },
  { value: 'completed', label: '已完成' },
  { value: 'cancelled', label: '已取消' },
  { value: 'closed', label: '已关闭' },
]

const PAYMENT_STATE: Record<string, string> = {
  created: '待支付', prepaid: '待支付', pending: '待支付', paying: '支付中', paid: '已支付', succeeded: '已支付', success: '已支付',
  closing: '关闭中', closed: '已关闭', failed: '未成功', unknown: '核对中',
}
const REFUND_STATE: Record<string, string> = {
  created: '待退款', requested: '退款中', processing: '退款中', pending: '退款中', succeeded: '已退回', success: '已退回', refunded: '已退回',
  sent: '退款中', stuck: '退款卡住', failed: '未成功', abnormal: '退款异常', closed: '已关闭',
}

/** A state of the wire in Chinese; one that this version does not know is shown as it came. */
export const paymentState = (state: string): string => PAYMENT_STATE[state] ?? state
export const refundState = (state: string): string => REFUND_STATE[state] ?? state

/** What was paid and has not come back yet. */
export function refundableFen(order: Pick<AdminOrder, 'payments' | 'refunds'>): number {
  const paid = order.payments.filter((payment) => paymentState(payment.state) === '已支付').reduce((sum, payment) => sum + payment.amountFen, 0)
  const back = order.refunds.filter((refund) => !['未成功', '已关闭'].includes(refundState(refund.state))).reduce((sum, refund) => sum + refund.amountFen, 0)
  return Math.max(0, paid - back)
}

/** What a cancellation will do, in numbers, before it is done. */
export function cancelEffects(order: AdminOrder): string[] {
  const open = order.lines.reduce((sum, line) => sum + line.quantity - line.shippedQuantity - line.refundedQuantity, 0)
  const effects: string[] = []
  const back = refundableFen(order)
  if (back > 0) effects.push(`把 ${price(back)} 原路退回买家的微信，通常几分钟内到账，银行卡可能要 1–3 个工作日`)
  else effects.push('没有收到付款，不涉及退款')
  if (open > 0) effects.push(`${open} 件商品回到可售库存`)
  const parcels = order.parcels.filter((parcel) => parcel.state === 'requesting' || parcel.state === 'labelled').length
  if (parcels > 0) effects.push(`作废 ${parcels} 张还没揽收的面单`)
  effects.push(`订单变为“已取消”，买家会收到通知，不能恢复`)
  return effects
}

/** Of a region such as 广东省 深圳市 南山区; a municipality is its own city and is said once: 北京市 朝阳区. */
export const provinceOf = (region: string): string => region.split(' ')[0] ?? ''
export function cityOf(region: string): string {
  const parts = region.split(' ')
  return (parts.length > 2 ? parts[1] : parts[0]) ?? ''
}
