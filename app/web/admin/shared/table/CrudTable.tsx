import { LeftOutlined, ReloadOutlined, RightOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Checkbox, Skeleton, Table, Tooltip } from 'antd'
import { useEffect, useMemo, useState, type ReactNode } from 'react'
import { useLocation, useNavigate, useSearchParams } from 'react-router'
import type { Page } from '../../../shared/api/shapes'
import type { Query } from '../../../shared/api/client'
import { useNarrow, useShortcuts } from '../hooks'
import { api } from '../session'
import { Empty, Failed } from '../ui/page'
import { FilterBar } from './FilterBar'
import { useKept } from './kept'
import './table.css'
import { ColumnChooser, ExportButton, ViewMenu } from './TableTools'
import type { Column, Filter, SavedView } from './types'
import { queryOf, readFilters, viewSearch, withFilters } from './url-state'

export interface CrudTableProps<T> {
  /** Root of the query key, and the name under which views and columns are kept. */
  id: string
  /** Chinese name of the list, for exports and readers. */
  name: string
  path: string
  rowKey: (row: T) => string
  columns: readonly Column<T>[]
  filters?: readonly Filter[]
  fixedQuery?: Query
  /** Where a row leads. `Enter` and `e` go there too. */
  open?: (row: T) => string
  /** A row on a phone. Without it the table scrolls sideways. */
  card?: (row: T) => ReactNode
  selectable?: (row: T) => boolean
  /** What can be done with the chosen rows. */
  bulk?: (rows: T[], clear: () => void) => ReactNode
  expand?: (row: T) => ReactNode
  refreshMs?: number
  /** Told which rows are shown, for whoever keeps them up to date. */
  watch?: (rows: readonly T[]) => void
  emptyTitle: string
  emptyHint?: string
  emptyAction?: ReactNode
}

const PAGE_ROWS = 20

export function CrudTable<T extends object>(props: CrudTableProps<T>) {
  const filters = props.filters ?? []
  const [params, setParams] = useSearchParams()
  const location = useLocation()
  const navigate = useNavigate()
  const narrow = useNarrow()
  const values = readFilters(params, filters)
  const cursor = params.get('cursor')
  const query: Query = { ...queryOf(values, filters), ...props.fixedQuery }
  // Cursors only lead forward; the way back is kept with the history entry.
  const trail = ((location.state as { trail?: (string | null)[] } | null)?.trail ?? []) as (string | null)[]

  const list = useQuery({
    queryKey: [props.id, query, cursor],
    queryFn: ({ signal }) => api.get<Page<T>>(props.path, { ...query, cursor, limit: PAGE_ROWS }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: props.refreshMs ?? false,
  })
  const rows = useMemo(() => list.data?.items ?? [], [list.data])
  const { watch } = props
  useEffect(() => watch?.(rows), [watch, rows])

  const [chosen, setChosen] = useState<Map<string, T>>(new Map())
  const [active, setActive] = useState(-1)
  const [views, setViews] = useKept<SavedView[]>(`siyu.admin.views.${props.id}`, [])
  const optional = props.columns.filter((column) => column.optional).map((column) => column.key)
  const [hidden, setHidden] = useKept<string[]>(`siyu.admin.columns.${props.id}`, optional)
  const searchText = JSON.stringify(query)
  useEffect(() => {
    setChosen(new Map())
    setActive(-1)
  }, [searchText])

  const go = (next: string | null, nextTrail: (string | null)[]): void => {
    const target = new URLSearchParams(params)
    if (next) target.set('cursor', next)
    else target.delete('cursor')
    setActive(-1)
    void navigate({ search: target.toString() }, { state: { trail: nextTrail } })
  }
  const move = (step: number): void => {
    const next = Math.min(Math.max(active + step, 0), rows.length - 1)
    setActive(next)
    const row = document.querySelectorAll<HTMLElement>(`[data-table="${props.id}"] [data-row]`)[next]
    // The focus goes along, so that Enter means the row and readers hear it.
    row?.focus({ preventScroll: true })
    row?.scrollIntoView({ block: 'nearest' })
  }
  const openActive = (): void => {
    const row = rows[active]
    if (row && props.open) void navigate(props.open(row))
  }
  useShortcuts({ j: () => move(1), k: () => move(-1), Enter: openActive, e: openActive })

  const toggle = (row: T, on: boolean): void => {
    const next = new Map(chosen)
    if (on) next.set(props.rowKey(row), row)
    else next.delete(props.rowKey(row))
    setChosen(next)
  }
  const clear = (): void => setChosen(new Map())
  const shown = props.columns.filter((column) => !hidden.includes(column.key))
  const selects = props.bulk !== undefined

  const empty = list.isPending ? null : (
    <Empty
      title={Object.keys(values).length ? '没有符合筛选的内容' : props.emptyTitle}
      hint={Object.keys(values).length ? '换个条件，或清除筛选再看。' : props.emptyHint}
      action={
        Object.keys(values).length ? <Button onClick={() => setParams(new URLSearchParams())}>清除筛选</Button> : props.emptyAction
      }
    />
  )

  return (
    <div className="crud" data-table={props.id}>
      <div className="crud-top">
        <FilterBar filters={filters} values={values} change={(change) => setParams(withFilters(params, change))} />
        <div className="crud-tools">
          {!narrow && filters.length > 0 && (
            <ViewMenu
              views={views}
              current={viewSearch(params, filters)}
              setViews={setViews}
              show={(search) => setParams(new URLSearchParams(search))}
            />
          )}
          {!narrow && <ColumnChooser columns={props.columns} hidden={hidden} setHidden={setHidden} />}
          {!narrow && (
            <ExportButton
              name={props.name}
              columns={shown}
              fetchPage={(from, limit) => api.get<Page<T>>(props.path, { ...query, cursor: from, limit })}
            />
          )}
          {!narrow && (
            <Tooltip title="刷新">
              <Button type="text" aria-label="刷新" icon={<ReloadOutlined spin={list.isFetching} />} onClick={() => void list.refetch()} />
            </Tooltip>
          )}
        </div>
      </div>

      {selects && chosen.size > 0 && (
        <div className="bulk-bar" role="region" aria-label="批量操作">
          <strong>已选 {chosen.size} 项</strong>
          {props.bulk?.([...chosen.values()], clear)}
          <Button type="text" onClick={clear}>
            取消选择
          </Button>
        </div>
      )}

      {list.isError && !list.data ? (
        <Failed error={list.error} again={() => void list.refetch()} />
      ) : list.isPending ? (
        <div className="crud-skeleton" aria-busy="true">
          <Skeleton active title={false} paragraph={{ rows: 8, width: '100%' }} />
        </div>
      ) : narrow && props.card ? (
        <div className="cards">
          {rows.map((row) => (
            <div key={props.rowKey(row)} className="card-row" data-row tabIndex={-1}>
              {selects && props.selectable?.(row) !== false && (
                <Checkbox
                  aria-label="选择"
                  checked={chosen.has(props.rowKey(row))}
                  onChange={(event) => toggle(row, event.target.checked)}
                />
              )}
              <div className="card-body">{props.card?.(row)}</div>
            </div>
          ))}
          {rows.length === 0 && empty}
        </div>
      ) : (
        <Table<T>
          className={list.isPlaceholderData ? 'crud-stale' : ''}
          aria-label={props.name}
          size="middle"
          rowKey={props.rowKey}
          dataSource={rows}
          pagination={false}
          scroll={{ x: 'max-content' }}
          sticky={{ offsetHeader: 56 }}
          locale={{ emptyText: empty }}
          columns={shown.map((column) => ({
            key: column.key,
            title: column.title,
            align: column.numeric ? ('right' as const) : ('left' as const),
            className: column.numeric ? 'numeric' : '',
            ...(column.width ? { width: column.width } : {}),
            render: (_: unknown, row: T) => column.render(row),
          }))}
          {...(selects
            ? {
                rowSelection: {
                  selectedRowKeys: [...chosen.keys()],
                  preserveSelectedRowKeys: true,
                  getCheckboxProps: (row: T) => ({ disabled: props.selectable?.(row) === false }),
                  onChange: (_: unknown, next: (T | undefined)[]) =>
                    setChosen(new Map(next.filter((row): row is T => row !== undefined).map((row) => [props.rowKey(row), row]))),
                },
              }
            : {})}
          {...(props.expand ? { expandable: { expandedRowRender: props.expand } } : {})}
          onRow={(row, index) => ({
            'data-row': true,
            tabIndex: -1,
            className: `${index === active ? 'row-active' : ''} ${props.open ? 'row-link' : ''}`,
            onClick: (event) => {
              const target = event.target as HTMLElement
              if (!props.open || target.closest('a, button, input, label, .ant-select, .ant-checkbox-wrapper') || getSelection()?.toString()) return
              void navigate(props.open(row))
            },
          })}
        />
      )}

      {(cursor || list.data?.nextCursor) && (
        <nav className="pager" aria-label="翻页">
          <span className="muted">{trail.length || cursor ? `第 ${trail.length + 1} 页` : ''}</span>
          <Button icon={<LeftOutlined />} disabled={!cursor} onClick={() => go(trail.at(-1) ?? null, trail.slice(0, -1))}>
            上一页
          </Button>
          <Button disabled={!list.data?.nextCursor || list.isPlaceholderData} onClick={() => go(list.data?.nextCursor ?? null, [...trail, cursor])}>
            下一页 <RightOutlined />
          </Button>
        </nav>
      )}
    </div>
  )
}
