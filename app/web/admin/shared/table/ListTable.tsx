import { Table } from 'antd'
import type { ReactNode } from 'react'
import { useNarrow } from '../hooks'
import './table.css'

export interface ListColumn<T> {
  title: string
  width?: number
  align?: 'right'
  /** What a card on a phone begins or ends with; every other column is a line of it. */
  part?: 'head' | 'foot'
  render: (row: T) => ReactNode
}

interface Props<T> {
  name: string
  rows: readonly T[]
  rowKey: (row: T) => string
  columns: readonly ListColumn<T>[]
  /** From which width on the table scrolls; in CSS pixels. */
  width: number
  empty: ReactNode
}

/** A list that is read as a whole: a table, and on a phone a card for each row. */
export function ListTable<T extends object>({ name, rows, rowKey, columns, width, empty }: Props<T>) {
  const narrow = useNarrow()
  if (!narrow) return <Table<T> aria-label={name} rowKey={rowKey} dataSource={rows} pagination={false} scroll={{ x: width }} locale={{ emptyText: empty }} columns={columns.map(({ render, part: _, ...column }) => ({ ...column, render: (__: unknown, row: T) => render(row) }))} />
  const parts = (part: ListColumn<T>['part'], row: T): ReactNode[] => columns.filter((column) => column.part === part).map((column) => column.render(row))
  return (
    <ul className="cards" aria-label={name}>
      {rows.map((row) => (
        <li key={rowKey(row)} className="card-row">
          <div className="card-body">
            <div className="card-head">{parts('head', row).map((part, place) => <div key={place}>{part}</div>)}</div>
            <dl className="card-facts">
              {columns.filter((column) => !column.part).map((column) => (
                <div key={column.title}>
                  <dt>{column.title}</dt>
                  <dd>{column.render(row)}</dd>
                </div>
              ))}
            </dl>
            {parts('foot', row).filter(Boolean).map((part, place) => <div key={place} className="card-actions">{part}</div>)}
          </div>
        </li>
      ))}
      {rows.length === 0 && <li>{empty}</li>}
    </ul>
  )
}
