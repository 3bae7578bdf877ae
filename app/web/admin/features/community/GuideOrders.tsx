import { Link, useParams, useSearchParams } from 'react-router'
import type { GuideOrder } from '../../../shared/api/shapes-performance'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column } from '../../shared/table/types'
import { Money, orderNumber, StateTag, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import './community.css'
import { useLeaderboard } from './performance-data'
import './performance.css'
import { GuideReplies } from './GuideReplies'
import { percentText, periodText, RULE_TEXT, type PeriodKind } from './performance-words'

/** How one guide answers, and the orders that are theirs, each with why. */
export function GuideOrders() {
  const { id = '' } = useParams()
  const [params] = useSearchParams()
  const period = (params.get('period') ?? 'month') as PeriodKind
  const day = params.get('day')
  const board = useLeaderboard(period, day)
  const guide = board.data?.guides.find((one) => one.userId === id)
  const seesOrders = useCan('orders.read')
  const columns: Column<GuideOrder>[] = [
    {
      key: 'number',
      title: '订单',
      render: (row) => (
        <span className="contact-words">
          {seesOrders ? <Link to={`/orders/${row.orderId}`} className="nowrap">{orderNumber(row.number)}</Link> : <span className="nowrap">{orderNumber(row.number)}</span>}
          <small>{row.title}</small>
        </span>
      ),
      text: (row) => `${row.number} ${row.title}`,
    },
    { key: 'paid', title: '付款', render: (row) => <When at={row.paidAt} />, text: (row) => exactTime(row.paidAt) },
    { key: 'rule', title: '归因', render: (row) => <StateTag state="open" text={RULE_TEXT[row.rule]} />, text: (row) => RULE_TEXT[row.rule] },
    { key: 'why', title: '为什么归给 TA', render: (row) => <span className="why">{row.why}</span>, text: (row) => row.why },
    { key: 'kept', title: '归因销售额', numeric: true, render: (row) => <Money fen={row.keptFen} strong />, text: (row) => row.keptFen / 100 },
    {
      key: 'commission',
      title: '提成参考',
      numeric: true,
      render: (row) => (
        <span className="contact-words">
          <Money fen={row.commissionFen} />
          <small>{percentText(row.rate)}</small>
        </span>
      ),
      text: (row) => row.commissionFen / 100,
    },
    { key: 'version', title: '规则版本', optional: true, numeric: true, render: (row) => row.rulesVersion, text: (row) => row.rulesVersion },
  ]
  const words = board.data ? periodText(period, board.data.firstDay, board.data.lastDay) : ''
  return (
    <>
      <PageHead back={{ to: `/performance?period=${period}${day ? `&day=${day}` : ''}`, text: '导购业绩' }} title={guide?.name ?? '归因订单'} note={`${words} 归因到这位导购的订单。规则改动不影响已经归因的订单。`} />
      <GuideReplies userId={id} period={period} day={day} />
      <CrudTable<GuideOrder>
        id="guide-orders"
        name={`归因订单-${guide?.name ?? id}`}
        path={`/performance/${encodeURIComponent(id)}/orders`}
        fixedQuery={{ period, ...(day ? { day } : {}) }}
        rowKey={(row) => row.orderId}
        columns={columns}
        card={(row) => <OrderCard row={row} linked={seesOrders} />}
        emptyTitle="这段时间没有归因到 TA 的订单"
        emptyHint="可以换一个周期看看，或检查归因规则。"
        emptyAction={<Link to="/attribution-rules">看归因规则</Link>}
      />
    </>
  )
}

function OrderCard({ row, linked }: { row: GuideOrder; linked: boolean }) {
  const inside = (
    <>
      <span className="contact-who">
        <span className="contact-words">
          <b>{row.title}</b>
          <small>{orderNumber(row.number)}</small>
        </span>
        <StateTag state="open" text={RULE_TEXT[row.rule]} />
      </span>
      <span className="why">{row.why}</span>
      <span className="muted">
        <When at={row.paidAt} /> · 销售额 <Money fen={row.keptFen} /> · 提成参考 <Money fen={row.commissionFen} />
      </span>
    </>
  )
  return linked ? <Link to={`/orders/${row.orderId}`} className="row-card">{inside}</Link> : <div className="row-card">{inside}</div>
}
