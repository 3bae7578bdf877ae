import { useCallback, useState } from 'react'
import { Link } from 'react-router'
import type { TransferView } from '../../../shared/api/shapes-community'
import { exactTime } from '../../../shared/format/time'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column } from '../../shared/table/types'
import { When } from '../../shared/ui/bits'
import { BUSY_MS, IDLE_MS } from './transfer-data'
import { isStarting, partsText, totalOf } from './transfer-words'
import { TransferBar } from './TransferBar'
import { countText } from './words'

const pathOf = (row: TransferView): string => `/transfers/${row.id}`
const pairText = (row: TransferView): string => `${row.handoverName} → ${row.takeoverName}`
const kindText = (row: TransferView): string => (row.hasLeft ? '离职继承' : '在职接替')

const COLUMNS: Column<TransferView>[] = [
  {
    key: 'pair',
    title: '从谁到谁',
    render: (row) => (
      <Link to={pathOf(row)} className="plain-link contact-words">
        <b>{pairText(row)}</b>
        <small>{kindText(row)}</small>
      </Link>
    ),
    text: pairText,
  },
  { key: 'total', title: '客户', numeric: true, render: (row) => `${countText(totalOf(row.counts))} 位`, text: (row) => totalOf(row.counts) },
  { key: 'progress', title: '进展', width: 320, render: (row) => <TransferBar counts={row.counts} />, text: (row) => partsText(row.counts) },
  { key: 'reason', title: '原因', render: (row) => <span className="move-reason">{row.reason}</span>, text: (row) => row.reason },
  { key: 'by', title: '发起', render: (row) => row.madeBy, text: (row) => row.madeBy },
  { key: 'at', title: '时间', render: (row) => <When at={row.madeAt} />, text: (row) => exactTime(row.madeAt) },
]

/** All transfers, the newest first; looked at again by itself while customers are being told to WeCom. */
export function TransferRecords() {
  const [busy, setBusy] = useState(false)
  const watch = useCallback((rows: readonly TransferView[]) => setBusy(rows.some(isStarting)), [])
  return (
    <CrudTable<TransferView>
      id="transfers"
      name="接替记录"
      path="/wecom/transfers"
      rowKey={(row) => row.id}
      columns={COLUMNS}
      open={pathOf}
      watch={watch}
      refreshMs={busy ? BUSY_MS : IDLE_MS}
      card={(row) => (
        <Link to={pathOf(row)} className="row-card">
          <span className="card-line">
            <b>{pairText(row)}</b>
            <span>{countText(totalOf(row.counts))} 位</span>
          </span>
          <TransferBar counts={row.counts} />
          <span className="muted">
            {kindText(row)} · {row.madeBy} · <When at={row.madeAt} />
          </span>
        </Link>
      )}
      emptyTitle="还没有接替过客户"
      emptyHint="在职接替和离职继承都会记在这里。"
    />
  )
}
