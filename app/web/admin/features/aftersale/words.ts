import type { AfterSale, AfterSaleStatus } from '../../../shared/api/shapes'
import { price } from '../../../shared/format/money'

/** `open`: all that wait for an operator. */
export const STATUS_CHOICES: { value: AfterSaleStatus | 'open'; label: string }[] = [
  { value: 'open', label: '待处理' },
  { value: 'applied', label: '待审核' },
  { value: 'awaiting_return', label: '等买家寄回' },
  { value: 'returning', label: '退货在途' },
  { value: 'refunding', label: '退款中' },
  { value: 'refunded', label: '已退款' },
  { value: 'rejected', label: '已拒绝' },
  { value: 'cancelled', label: '已撤销' },
  { value: 'escalated', label: '已升级' },
]

/** The next step as the operator sees it; the server's own sentence speaks to the shopper. */
export const OPERATOR_SENTENCE: Record<AfterSaleStatus, string> = {
  applied: '买家在等您答复',
  approved: '已同意，系统正在办理',
  awaiting_return: '等买家把商品寄回',
  returning: '买家已寄回，等仓库验收',
  refunding: '退款已提交微信支付，通常几分钟到账',
  refunded: '款项已退回买家',
  rejected: '已拒绝，理由已告知买家',
  cancelled: '买家撤销了申请',
  escalated: '需要人来决定',
}

/** What the sum is where it is not still to be given back. */
export const SUM_TEXT: Partial<Record<AfterSaleStatus, string>> = { refunded: '已退给买家', rejected: '申请的金额，没有退', cancelled: '申请的金额，没有退' }

export type Decision = 'approve' | 'reject' | 'receive'

/** What an operator may decide in a state. The server holds the same table and has the last word. */
export function decisionsFor(status: AfterSaleStatus): Decision[] {
  if (status === 'applied' || status === 'escalated') return ['approve', 'reject']
  if (status === 'approved') return ['approve']
  if (status === 'awaiting_return') return ['receive']
  // Goods that came back and are not as they should be may still be refused.
  if (status === 'returning') return ['receive', 'reject']
  return []
}

/** The clock that an operator works against; null once nothing waits for one. */
export function deadlineOf(sale: Pick<AfterSale, 'status' | 'deadlineAt'>): string | null {
  return decisionsFor(sale.status).length > 0 ? sale.deadlineAt : null
}

const units = (sale: AfterSale): number => sale.lines.reduce((sum, line) => sum + line.quantity, 0)

/** What a decision will do, in numbers, before it is taken. */
export function effectsOf(decision: Decision, sale: AfterSale, restock: boolean): string[] {
  const money = `把 ${price(sale.refundFen)} 原路退回 ${sale.memberNickname} 的微信`
  if (decision === 'reject') return [`不退款，${price(sale.refundFen)} 留在商家`, '买家会看到您写的理由，可以再次申请；同一订单第三次会转人工处理']
  if (decision === 'receive') return [money, restock ? `${units(sale)} 件回到可售库存` : `${units(sale)} 件不回库存，按损耗记`]
  if (sale.kind === 'refund_only') return [money, '其中还没发出的商品回到可售库存']
  return ['买家会收到退货地址和寄回时限', `收到 ${units(sale)} 件退货后，才会退 ${price(sale.refundFen)}`]
}
