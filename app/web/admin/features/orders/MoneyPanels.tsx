import type { AdminOrder } from '../../../shared/api/shapes'
import { ResendRefund } from '../../shared/ResendRefund'
import { Money, When } from '../../shared/ui/bits'
import { Empty, Panel } from '../../shared/ui/page'
import { paymentState, refundState } from './words'

/** How the price came about, step by step, as it was stored with the order. */
export function DerivationPanel({ order }: { order: AdminOrder }) {
  const { totals } = order
  return (
    <Panel title="价格怎么来的" extra={totals.savedFen > 0 ? <>共省 <Money fen={totals.savedFen} /></> : undefined}>
      <table className="plain-table">
        <tbody>
          {order.derivation.map((step, place) => (
            <tr key={place}>
              <th scope="row">
                {step.label}
                {step.detail && <small>{step.detail}</small>}
              </th>
              <td>
                <Money fen={step.amountFen} />
              </td>
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">应付</th>
            <td>
              <Money fen={totals.payableFen} strong />
            </td>
          </tr>
        </tfoot>
      </table>
    </Panel>
  )
}

export function PaymentsPanel({ order }: { order: AdminOrder }) {
  return (
    <Panel title="付款与退款">
      {order.payments.length === 0 && order.refunds.length === 0 && <Empty title="还没有付款" hint={order.payBy ? '到时没有付款，订单会自动关闭。' : ''} />}
      <table className="plain-table plain-table-rows">
        <tbody>
          {order.payments.map((payment) => (
            <tr key={payment.attemptId}>
              <td>
                付款 · {paymentState(payment.state)}
                <small className="mono">{payment.transactionId ?? payment.outTradeNo}</small>
              </td>
              <td>
                <When at={payment.at} />
              </td>
              <td className="right">
                <Money fen={payment.amountFen} strong />
              </td>
            </tr>
          ))}
          {order.refunds.map((refund) => (
            <tr key={refund.id}>
              <td>
                退款 · {refundState(refund.state)} · {refund.reason}
                <small className="mono">{refund.outRefundNo}</small>
                {refund.state === 'stuck' && <ResendRefund refundId={refund.id} amountFen={refund.amountFen} />}
              </td>
              <td>
                <When at={refund.at} />
              </td>
              <td className="right">
                <Money fen={-refund.amountFen} strong />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}

/** The entries of the money ledger that belong to this order; they sum to nothing. */
export function LedgerPanel({ order }: { order: AdminOrder }) {
  if (order.ledger.length === 0) return null
  const sum = order.ledger.reduce((total, entry) => total + entry.amountFen, 0)
  return (
    <Panel title="资金分录" extra={<span className={sum === 0 ? 'sum-good' : 'sum-bad'}>合计 <Money fen={sum} /></span>}>
      <table className="plain-table plain-table-rows">
        <tbody>
          {order.ledger.map((entry, place) => (
            <tr key={place}>
              <td>
                {entry.account}
                <small>{entry.text}</small>
              </td>
              <td>
                <When at={entry.at} />
              </td>
              <td className="right">
                <Money fen={entry.amountFen} sign />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Panel>
  )
}
