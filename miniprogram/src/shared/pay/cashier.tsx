import type { Payment } from '@siyu/client/shapes'
import type { PayOutcome } from './wechat-pay'

/** In WeChat the payment sheet is WeChat's own (see wechat-pay); nothing is drawn. */
export function Cashier(_props: { payment: Payment; onSettled(outcome: PayOutcome): void }) {
  return null
}
