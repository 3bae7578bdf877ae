import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { StockRow, Warehouse } from '../../../shared/api/shapes-office'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { GoodsCell, StateTag } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { AdjustDialog } from './AdjustDialog'
import { useLiveStock } from './live'

const count = (value: number) => value.toLocaleString('zh-CN')

/** Stock per SKU and warehouse: on hand, reserved by orders, free. */
export function StockList() {
  const mayWrite = useCan('stock.write')
  const [open, setOpen] = useState<StockRow | null>(null)
  const [shown, setShown] = useState<readonly StockRow[]>([])
  useLiveStock(shown)
  const warehouses = useQuery({ queryKey: ['warehouses'], queryFn: () => api.get<{ items: Warehouse[] }>('/warehouses'), staleTime: 300_000 })
  const filters: Filter[] = [
    { kind: 'search', name: 'q', label: '搜索库存', placeholder: '商品、编码或条码' },
    { kind: 'select', name: 'warehouseId', label: '仓库', choices: (warehouses.data?.items ?? []).map((item) => ({ value: item.id, label: item.name })) },
    { kind: 'flag', name: 'low', label: '只看低于安全库存' },
  ]
  const columns: Column<StockRow>[] = [
    { key: 'goods', title: '商品', width: 320, render: (row) => <GoodsCell imageUrl={row.imageUrl} title={row.title} note={row.optionText} size={40} />, text: (row) => `${row.title} ${row.optionText}` },
    { key: 'code', title: '编码', render: (row) => <span className="mono nowrap">{row.code}</span>, text: (row) => row.code },
    { key: 'warehouse', title: '仓库', render: (row) => <span className="nowrap">{row.warehouseName}</span>, text: (row) => row.warehouseName },
    { key: 'onHand', title: '在库', numeric: true, render: (row) => count(row.onHand), text: (row) => row.onHand },
    { key: 'reserved', title: '占用', numeric: true, render: (row) => count(row.reserved), text: (row) => row.reserved },
    {
      key: 'free',
      title: '可售',
      numeric: true,
      render: (row) => (
        <>
          {(row.free === 0 || row.free < row.safety) && <StateTag state={row.free === 0 ? 'problem' : 'pending'} text={row.free === 0 ? '售罄' : '偏低'} />} <b>{count(row.free)}</b>
        </>
      ),
      text: (row) => row.free,
    },
    { key: 'safety', title: '安全库存', numeric: true, render: (row) => count(row.safety), text: (row) => row.safety },
    {
      key: 'actions',
      title: '操作',
      render: (row) => (
        <span className="nowrap">
          {mayWrite && (
            <Button size="small" onClick={() => setOpen(row)}>
              调整
            </Button>
          )}{' '}
          <Link to={`/stock/moves?skuId=${row.skuId}&warehouseId=${row.warehouseId}`}>流水</Link>
        </span>
      ),
      text: () => '',
    },
  ]
  return (
    <>
      <PageHead title="库存" note="可售 = 在库 − 占用。占用是下了单还没发出的件数。数字随订单实时更新。" />
      <CrudTable<StockRow>
        id="stock"
        name="库存"
        path="/stock"
        rowKey={(row) => `${row.skuId}:${row.warehouseId}`}
        columns={columns}
        filters={filters}
        watch={setShown}
        emptyTitle="还没有库存"
        emptyHint="新建商品后，在这里录入第一批到货。"
      />
      {open && <AdjustDialog row={open} close={() => setOpen(null)} />}
    </>
  )
}
