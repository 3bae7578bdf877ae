import { DownloadOutlined, SettingOutlined, StarOutlined } from '@ant-design/icons'
import { App, Button, Checkbox, Dropdown, Input, Popover, Tooltip } from 'antd'
import { useState } from 'react'
import type { Page } from '../../../shared/api/shapes'
import { asProblem } from '../../../shared/api/problem'
import { collect, csvText, download, EXPORT_ROWS_MAX } from './csv'
import type { Column, SavedView } from './types'

interface ColumnProps<T> {
  columns: readonly Column<T>[]
  hidden: string[]
  setHidden: (hidden: string[]) => void
}

/** Which columns are shown. */
export function ColumnChooser<T>({ columns, hidden, setHidden }: ColumnProps<T>) {
  const list = (
    <div className="column-list">
      {columns.map((column) => (
        <Checkbox
          key={column.key}
          checked={!hidden.includes(column.key)}
          onChange={(event) => setHidden(event.target.checked ? hidden.filter((key) => key !== column.key) : [...hidden, column.key])}
        >
          {column.title}
        </Checkbox>
      ))}
    </div>
  )
  return (
    <Popover trigger="click" placement="bottomRight" content={list} title="显示的列">
      <Tooltip title="选择列">
        <Button type="text" icon={<SettingOutlined />} aria-label="选择列" />
      </Tooltip>
    </Popover>
  )
}

interface ViewProps {
  views: SavedView[]
  current: string
  setViews: (views: SavedView[]) => void
  show: (search: string) => void
}

/** Saved views: a set of filters under a name, kept in this browser. */
export function ViewMenu({ views, current, setViews, show }: ViewProps) {
  const [naming, setNaming] = useState(false)
  const [name, setName] = useState('')
  const active = views.find((view) => view.search === current)
  const save = (): void => {
    const trimmed = name.trim()
    if (!trimmed) return
    setViews([...views.filter((view) => view.name !== trimmed), { name: trimmed, search: current }])
    setName('')
    setNaming(false)
  }
  const form = (
    <div className="view-form">
      <Input autoFocus maxLength={12} placeholder="例如：今天要发的" value={name} onChange={(event) => setName(event.target.value)} onPressEnter={save} />
      <Button type="primary" disabled={!name.trim()} onClick={save}>
        保存
      </Button>
    </div>
  )
  const items = [
    ...views.map((view) => ({ key: `show:${view.name}`, label: view.name, onClick: () => show(view.search) })),
    ...(views.length ? [{ type: 'divider' as const, key: 'line' }] : []),
    active
      ? { key: 'forget', label: `删除视图“${active.name}”`, danger: true, onClick: () => setViews(views.filter((view) => view !== active)) }
      : { key: 'save', label: '把现在的筛选存为视图…', disabled: !current, onClick: () => setNaming(true) },
  ]
  return (
    <Popover open={naming} onOpenChange={setNaming} trigger={[]} content={form} title="视图名称" placement="bottomRight">
      <Dropdown trigger={['click']} placement="bottomRight" menu={{ items }}>
        <Button type="text" icon={<StarOutlined />}>
          {active?.name ?? '视图'}
        </Button>
      </Dropdown>
    </Popover>
  )
}

interface ExportProps<T> {
  name: string
  columns: readonly Column<T>[]
  fetchPage: (cursor: string | null, limit: number) => Promise<Page<T>>
}

/** Exports the filtered list, all pages of it, and says how far it is. */
export function ExportButton<T>({ name, columns, fetchPage }: ExportProps<T>) {
  const { message } = App.useApp()
  const [rows, setRows] = useState<number | null>(null)
  const run = async (): Promise<void> => {
    setRows(0)
    try {
      const exported = await collect(fetchPage, setRows)
      download(`${name}-${new Date().toISOString().slice(0, 10)}.csv`, new Blob([csvText(columns, exported.rows)], { type: 'text/csv;charset=utf-8' }))
      void message.success(exported.cut ? `已导出前 ${EXPORT_ROWS_MAX} 行，更多请缩小筛选范围` : `已导出 ${exported.rows.length} 行`)
    } catch (error) {
      void message.error(asProblem(error).detail)
    } finally {
      setRows(null)
    }
  }
  return (
    <Button type="text" icon={<DownloadOutlined />} loading={rows !== null} onClick={() => void run()}>
      {rows === null ? '导出' : `已取 ${rows} 行`}
    </Button>
  )
}
