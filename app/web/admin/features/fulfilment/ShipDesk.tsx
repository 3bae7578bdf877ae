import { Button } from 'antd'
import { useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { Fulfilment } from '../../../shared/api/shapes'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { Clock, GoodsCell, orderNumber, StateTag, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { useWarehouses } from './couriers'
import './fulfilment.css'
import { usePrintLabels } from './labels'
import { ParcelStrip } from './ParcelStrip'
import { ShipDialog } from './ShipDialog'
import { hasLabel, remainingUnits } from './words'

const STATUS_TEXT: Record<Fulfilment['status'], string> = { to_ship: '待发货', partly_shipped: '部分发货', shipped: '已发货', cancelled: '已取消' }

function Goods({ row }: { row: Fulfilment }) {
  const [first, ...rest] = row.lines
  if (!first) return null
  return (
    <GoodsCell
      imageUrl={first.imageUrl}
      title={first.title}
      note={`${first.optionText ? `${first.optionText} · ` : ''}${rest.length ? `等 ${row.lines.length} 种，` : ''}${remainingUnits(row) ? `待发 ${remainingUnits(row)} 件` : `共 ${row.lines.reduce((sum, line) => sum + line.quantity, 0)} 件`}`}
    />
  )
}

const columns: Column<Fulfilment>[] = [
  {
    key: 'order',
    title: '订单',
    render: (row) => (
      <Link to={`/orders/${row.orderId}`} className="mono nowrap">
        {orderNumber(row.orderNumber)}
      </Link>
    ),
    text: (row) => `\t${row.orderNumber}`,
  },
  { key: 'goods', title: '商品', width: 220, render: (row) => <Goods row={row} />, text: (row) => row.lines.map((line) => `${line.title}×${line.remaining}`).join('；') },
  {
    key: 'receiver',
    title: '收件',
    render: (row) => (
      <span className="two-lines">
        {row.receiverMasked}
        <small>{row.region}</small>
      </span>
    ),
    text: (row) => `${row.receiverMasked} ${row.region}`,
  },
  { key: 'warehouse', title: '仓库', render: (row) => row.warehouseName, text: (row) => row.warehouseName },
  {
    key: 'due',
    title: '发货时限',
    render: (row) => (row.status === 'shipped' || row.status === 'cancelled' ? <span className="muted">—</span> : <Clock until={row.shipBy} />),
    text: (row) => exactTime(row.shipBy),
  },
  { key: 'courier', title: '建议快递', render: (row) => <Suggested row={row} />, text: (row) => row.suggestedCourier.name },
  {
    key: 'parcels',
    title: '包裹',
    render: (row) => (row.parcels.length ? <ParcelStrip parcels={row.parcels} /> : <StateTag state={row.status} text={STATUS_TEXT[row.status]} />),
    text: (row) => row.parcels.map((parcel) => `${parcel.courierName} ${parcel.trackingNumber ?? ''} ${parcel.stateText}`).join('；'),
  },
  { key: 'paid', title: '付款', optional: true, render: (row) => <When at={row.paidAt} />, text: (row) => exactTime(row.paidAt) },
]

function Suggested({ row }: { row: Fulfilment }) {
  return (
    <span className="two-lines">
      {row.suggestedCourier.name}
      <small className="ship-why" title={row.suggestedCourier.reason}>
        {row.suggestedCourier.reason}
      </small>
    </span>
  )
}

/** The shipping desk: what must go out, with which courier, and the labels for it. */
export function ShipDesk() {
  const warehouses = useWarehouses()
  const mayWrite = useCan('fulfilment.write')
  const labels = usePrintLabels()
  const [shipping, setShipping] = useState<Fulfilment[] | null>(null)
  const [params] = useSearchParams()
  const gone = params.get('status') === 'shipped'
  const [clearer, setClearer] = useState<(() => void) | null>(null)
  const filters: Filter[] = [
    { kind: 'choice', name: 'status', label: '状态', initial: 'to_ship', choices: [{ value: 'to_ship', label: '待发货' }, { value: 'shipped', label: '已发货' }] },
    { kind: 'search', name: 'q', label: '搜索', placeholder: '订单号或运单号' },
    { kind: 'select', name: 'warehouseId', label: '仓库', choices: (warehouses.data?.items ?? []).map((item) => ({ value: item.id, label: item.name })) },
  ]
  const start = (rows: Fulfilment[], clear: () => void): void => {
    setClearer(() => clear)
    setShipping(rows)
  }
  return (
    <>
      <PageHead title="发货" note="勾选要发的，一次出面单、打印、交给快递。" />
      <CrudTable<Fulfilment>
        id="fulfilments"
        name="发货单"
        path="/fulfilments"
        rowKey={(row) => row.id}
        columns={gone ? columns.filter((column) => column.key !== 'due' && column.key !== 'courier') : columns}
        filters={filters}
        refreshMs={20_000}
        {...(mayWrite
          ? {
              bulk: (rows: Fulfilment[], clear: () => void) => {
                const open = rows.filter((row) => remainingUnits(row) > 0)
                const parcels = rows.flatMap((row) => row.parcels).filter(hasLabel)
                return (
                  <>
                    {open.length > 0 && (
                      <Button type="primary" onClick={() => start(open, clear)}>
                        发货 {open.length} 单
                      </Button>
                    )}
                    {parcels.length > 0 && (
                      <Button loading={labels.busy} onClick={() => void labels.print(parcels)}>
                        打印 {parcels.length} 张面单
                      </Button>
                    )}
                  </>
                )
              },
            }
          : {})}
        card={(row) => (
          <>
            <span className="card-line">
              <Link to={`/orders/${row.orderId}`} className="mono">
                {orderNumber(row.orderNumber)}
              </Link>
              {remainingUnits(row) > 0 ? <Clock until={row.shipBy} /> : <StateTag state={row.status} text={STATUS_TEXT[row.status]} />}
            </span>
            <Goods row={row} />
            <span className="muted small">
              {row.receiverMasked} · {row.region} · {row.warehouseName}
            </span>
            {row.parcels.length > 0 && <ParcelStrip parcels={row.parcels} />}
            {mayWrite && remainingUnits(row) > 0 && (
              <span className="card-actions">
                <Button type="primary" onClick={() => start([row], () => undefined)}>
                  发货 · {row.suggestedCourier.name}
                </Button>
              </span>
            )}
          </>
        )}
        emptyTitle="没有要发的货"
        emptyHint="买家付款后，按仓库拆好的发货单会出现在这里。"
      />
      {shipping && (
        <ShipDialog
          rows={shipping}
          close={(shipped) => {
            setShipping(null)
            if (shipped) clearer?.()
          }}
        />
      )}
    </>
  )
}
