import { Link } from 'react-router'
import type { StuckRefund } from '../../../shared/api/shapes-office'
import { exactTime } from '../../../shared/format/time'
import { ResendRefund } from '../../shared/ResendRefund'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column } from '../../shared/table/types'
import { Money, orderNumber, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import './money.css'

const columns: Column<StuckRefund>[] = [
  { key: 'requested', title: '发起', render: (row) => <When at={row.requestedAt} />, text: (row) => exactTime(row.requestedAt) },
  {
    key: 'order',
    title: '订单',
    render: (row) => <Cause row={row} />,
    text: (row) => row.orderNumber,
  },
  { key: 'amount', title: '金额', numeric: true, render: (row) => <Money fen={row.amountFen} strong />, text: (row) => row.amountFen / 100 },
  { key: 'reason', title: '为什么退', render: (row) => row.reason, text: (row) => row.reason },
  {
    key: 'problem',
    title: '为什么没退成',
    width: 380,
    render: (row) => (
      <span className="refund-words">
        {row.problem}
        <small className="mono">{row.outRefundNo}</small>
      </span>
    ),
    text: (row) => `${row.problem} ${row.outRefundNo}`,
  },
  { key: 'actions', title: '处理', render: (row) => <ResendRefund refundId={row.id} amountFen={row.amountFen} />, text: () => '' },
]

function Cause({ row }: { row: StuckRefund }) {
  const to = row.purpose === 'subscription' ? '/memberships' : `/orders/${row.orderId}`
  return (
    <Link to={to} className="mono nowrap">
      {row.purpose === 'subscription' ? '付费会员' : orderNumber(row.orderNumber)}
    </Link>
  )
}

/** Refunds that WeChat Pay did not carry out, of whatever cause: a person looks, then sends them again. */
export function StuckRefundList() {
  return (
    <>
      <PageHead title="卡住的退款" note="微信支付没有退成的款。先在商户平台查清原因，再重新发起；用的是原退款单号，不会退两次。" />
      <CrudTable<StuckRefund>
        id="stuck-refunds"
        name="卡住的退款"
        path="/refunds/stuck"
        rowKey={(row) => row.id}
        columns={columns}
        filters={[]}
        refreshMs={30_000}
        card={(row) => (
          <>
            <span className="card-line">
              <Cause row={row} />
              <Money fen={row.amountFen} strong />
            </span>
            <span className="refund-words">
              {row.reason}
              <small>{row.problem}</small>
            </span>
            <span className="card-actions">
              <ResendRefund refundId={row.id} amountFen={row.amountFen} />
            </span>
          </>
        )}
        emptyTitle="没有卡住的退款"
        emptyHint="退款都在正常走。"
      />
    </>
  )
}
