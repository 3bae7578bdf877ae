import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useSearchParams } from 'react-router'
import type { StockMove, Warehouse } from '../../../shared/api/shapes-office'
import { exactTime } from '../../../shared/format/time'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { withFilters } from '../../shared/table/url-state'
import { When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'

const signed = (delta: number) => (delta === 0 ? <span className="muted">—</span> : <span className={delta > 0 ? 'sum-good' : ''}>{delta > 0 ? `+${delta}` : `−${-delta}`}</span>)

const columns: Column<StockMove>[] = [
  { key: 'at', title: '时间', render: (row) => <When at={row.at} />, text: (row) => exactTime(row.at) },
  { key: 'kind', title: '事由', render: (row) => row.kindText, text: (row) => row.kindText },
  { key: 'goods', title: '商品', width: 280, render: (row) => `${row.title} ${row.optionText}`, text: (row) => `${row.title} ${row.optionText}` },
  { key: 'warehouse', title: '仓库', render: (row) => row.warehouseName, text: (row) => row.warehouseName },
  { key: 'onHandDelta', title: '在库变化', numeric: true, render: (row) => signed(row.onHandDelta), text: (row) => row.onHandDelta },
  { key: 'onHandAfter', title: '在库', numeric: true, render: (row) => row.onHandAfter, text: (row) => row.onHandAfter },
  { key: 'reservedDelta', title: '占用变化', numeric: true, render: (row) => signed(row.reservedDelta), text: (row) => row.reservedDelta },
  { key: 'reservedAfter', title: '占用', numeric: true, render: (row) => row.reservedAfter, text: (row) => row.reservedAfter },
  { key: 'reference', title: '依据', render: (row) => <span className="mono">{row.reference}</span>, text: (row) => row.reference },
  { key: 'by', title: '经手', render: (row) => row.by, text: (row) => row.by },
]

/** The ledger of moves: every change of stock, with the figures after it. */
export function MoveList() {
  const warehouses = useQuery({ queryKey: ['warehouses'], queryFn: () => api.get<{ items: Warehouse[] }>('/warehouses'), staleTime: 300_000 })
  const filters: Filter[] = [
    { kind: 'select', name: 'warehouseId', label: '仓库', choices: (warehouses.data?.items ?? []).map((item) => ({ value: item.id, label: item.name })) },
  ]
  // A link from the stock list narrows to one SKU; it is taken off by its own button, for nobody types such a number.
  const [params, setParams] = useSearchParams()
  const skuId = params.get('skuId')
  return (
    <>
      <PageHead
        title="库存流水"
        note="每一次变化都有一行，只增不改。"
        actions={skuId && <Button onClick={() => setParams(withFilters(params, { skuId: null }))}>看全部规格</Button>}
      />
      <CrudTable<StockMove>
        id="stock-moves"
        name="库存流水"
        path="/stock/moves"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        fixedQuery={{ skuId }}
        emptyTitle="还没有流水"
        emptyHint="入库、下单、发货、退货都会记在这里。"
      />
    </>
  )
}
