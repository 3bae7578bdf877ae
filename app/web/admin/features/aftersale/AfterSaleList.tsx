import { Link } from 'react-router'
import type { AfterSale } from '../../../shared/api/shapes'
import { exactTime } from '../../../shared/format/time'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { Clock, GoodsCell, Money, StateTag, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { deadlineOf, STATUS_CHOICES } from './words'

const filters: Filter[] = [
  { kind: 'choice', name: 'status', label: '状态', choices: STATUS_CHOICES },
  { kind: 'search', name: 'q', label: '搜索售后', placeholder: '售后单号或订单号' },
]

const Goods = ({ row }: { row: AfterSale }) => {
  const [first] = row.lines
  return <GoodsCell imageUrl={first?.imageUrl ?? null} title={first?.title ?? ''} note={`${row.lines.reduce((sum, line) => sum + line.quantity, 0)} 件 · ${row.reasonText}`} />
}

const columns: Column<AfterSale>[] = [
  { key: 'number', title: '售后单', render: (row) => <Link to={`/after-sales/${row.id}`} className="mono nowrap">{row.number}</Link>, text: (row) => `\t${row.number}` },
  { key: 'kind', title: '类型', render: (row) => row.kindText, text: (row) => row.kindText },
  { key: 'goods', title: '商品与原因', width: 280, render: (row) => <Goods row={row} />, text: (row) => `${row.lines[0]?.title ?? ''} ${row.reasonText}` },
  { key: 'status', title: '状态', render: (row) => <StateTag state={row.status} text={row.statusText} />, text: (row) => row.statusText },
  { key: 'deadline', title: '处理时限', render: (row) => <Clock until={deadlineOf(row)} />, text: (row) => (deadlineOf(row) ? exactTime(row.deadlineAt) : '') },
  { key: 'refund', title: '退款', numeric: true, render: (row) => <Money fen={row.refundFen} strong />, text: (row) => row.refundFen / 100 },
  { key: 'member', title: '会员', render: (row) => row.memberNickname, text: (row) => row.memberNickname },
  { key: 'created', title: '申请', render: (row) => <When at={row.createdAt} />, text: (row) => exactTime(row.createdAt) },
]

/** The after-sale desk: what waits, and how long it still may. */
export function AfterSaleList() {
  return (
    <>
      <PageHead title="售后" note="时限到了还没处理，会按规则自动同意。" />
      <CrudTable<AfterSale>
        id="after-sales"
        name="售后"
        path="/after-sales"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        refreshMs={30_000}
        open={(row) => `/after-sales/${row.id}`}
        card={(row) => (
          <Link to={`/after-sales/${row.id}`} className="row-card">
            <span className="card-line">
              <StateTag state={row.status} text={row.statusText} />
              <Clock until={deadlineOf(row)} />
            </span>
            <Goods row={row} />
            <span className="card-line">
              <span className="muted">
                {row.kindText} · {row.memberNickname}
              </span>
              <Money fen={row.refundFen} strong />
            </span>
          </Link>
        )}
        emptyTitle="没有售后"
        emptyHint="买家申请退款或退货后会出现在这里。"
      />
    </>
  )
}
