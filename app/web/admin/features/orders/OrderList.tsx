import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { AdminOrderRow } from '../../../shared/api/shapes'
import type { Warehouse } from '../../../shared/api/shapes-office'
import { exactTime } from '../../../shared/format/time'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { GoodsCell, Money, orderNumber, StateTag, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { ORDER_STATUS_CHOICES } from './words'

const columns: Column<AdminOrderRow>[] = [
  {
    key: 'number',
    title: '订单号',
    render: (row) => (
      <Link to={`/orders/${row.id}`} className="mono nowrap">
        {orderNumber(row.number)}
      </Link>
    ),
    text: (row) => `\t${row.number}`,
  },
  {
    key: 'goods',
    title: '商品',
    width: 260,
    render: (row) => <GoodsCell imageUrl={row.firstImageUrl} title={row.firstTitle} note={row.quantity > 1 ? `共 ${row.quantity} 件` : '1 件'} size={40} />,
    text: (row) => row.firstTitle,
  },
  {
    key: 'status',
    title: '状态',
    render: (row) => (
      <span className="nowrap">
        <StateTag state={row.status} text={row.statusText} /> {row.late && <StateTag state="problem" text="超时" />}
      </span>
    ),
    text: (row) => row.statusText + (row.late ? '（超时）' : ''),
  },
  { key: 'payable', title: '应付', numeric: true, render: (row) => <Money fen={row.payableFen} strong />, text: (row) => row.payableFen / 100 },
  { key: 'member', title: '会员', render: (row) => row.memberNickname, text: (row) => row.memberNickname },
  { key: 'receiver', title: '收件人', render: (row) => row.receiverMasked || <span className="muted">—</span>, text: (row) => row.receiverMasked },
  { key: 'quantity', title: '件数', numeric: true, optional: true, render: (row) => row.quantity, text: (row) => row.quantity },
  { key: 'created', title: '下单', render: (row) => <When at={row.createdAt} />, text: (row) => exactTime(row.createdAt) },
  { key: 'paid', title: '付款', optional: true, render: (row) => <When at={row.paidAt} />, text: (row) => (row.paidAt ? exactTime(row.paidAt) : '') },
]

export function OrderList() {
  const warehouses = useQuery({
    queryKey: ['warehouses'],
    queryFn: ({ signal }) => api.get<{ items: Warehouse[] }>('/warehouses', {}, signal),
    staleTime: 300_000,
  })
  const filters: Filter[] = [
    { kind: 'choice', name: 'status', label: '状态', choices: ORDER_STATUS_CHOICES },
    { kind: 'search', name: 'q', label: '搜索订单', placeholder: '订单号、运单号或手机号' },
    { kind: 'dates', name: 'from', until: 'to', label: '下单' },
    { kind: 'select', name: 'warehouseId', label: '仓库', choices: (warehouses.data?.items ?? []).map((item) => ({ value: item.id, label: item.name })) },
  ]
  return (
    <>
      <PageHead title="订单" />
      <CrudTable<AdminOrderRow>
        id="orders"
        name="订单"
        path="/orders"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        open={(row) => `/orders/${row.id}`}
        refreshMs={30_000}
        card={(row) => (
          <Link to={`/orders/${row.id}`} className="row-card">
            <span className="card-line">
              <span className="mono">{orderNumber(row.number)}</span>
              <StateTag state={row.late ? 'problem' : row.status} text={row.late ? `${row.statusText} · 超时` : row.statusText} />
            </span>
            <GoodsCell imageUrl={row.firstImageUrl} title={row.firstTitle} note={`共 ${row.quantity} 件`} />
            <span className="card-line">
              <span className="muted">
                {row.memberNickname} · <When at={row.createdAt} />
              </span>
              <Money fen={row.payableFen} strong />
            </span>
          </Link>
        )}
        emptyTitle="还没有订单"
        emptyHint="买家下单后马上会出现在这里。"
      />
    </>
  )
}
