import { DownloadOutlined, LeftOutlined, RightOutlined } from '@ant-design/icons'
import { Button, Segmented, Table, Tooltip } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { GuideFigure, Leaderboard } from '../../../shared/api/shapes-performance'
import { price } from '../../../shared/format/money'
import { useNarrow } from '../../shared/hooks'
import { csvText, download } from '../../shared/table/csv'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { Avatar } from './bits'
import './community.css'
import { useLeaderboard } from './performance-data'
import './performance.css'
import { missingText, REPLY_COLUMNS, repliesNote, replyText, replyValue, type ReplyColumn } from './reply-words'
import { FIGURES, figureText, moved, PERIODS, periodText, shanghaiDay, type PeriodKind } from './performance-words'

const FIRST_PLACES = 3

/** What every guide has done in a day, a week or a month; the most sales first. */
export function PerformancePage() {
  const [params, setParams] = useSearchParams()
  const period = (PERIODS.find((one) => one.value === params.get('period'))?.value ?? 'month') as PeriodKind
  const day = params.get('day')
  const narrow = useNarrow()
  const board = useLeaderboard(period, day)
  if (board.isError && !board.data) return <Failed error={board.error} again={() => void board.refetch()} />
  if (!board.data) return <PageSkeleton />
  const show = (kind: PeriodKind, at: string | null): void => setParams({ period: kind, ...(at ? { day: at } : {}) })
  const { firstDay, lastDay, guides } = board.data
  const pathOf = (row: GuideFigure): string => `/performance/${encodeURIComponent(row.userId)}?period=${period}&day=${firstDay}`
  // While the next figures come, those of another period stand there: no step is taken from them.
  const words = periodText(board.data.period as PeriodKind, firstDay, lastDay)
  return (
    <>
      <PageHead title="导购业绩" note="触达、客户、回复和归因到每位导购的销售；每一单都能看到为什么归给 TA。" actions={<Link to="/attribution-rules"><Button>归因规则</Button></Link>} />
      <div className="period">
        <Segmented<PeriodKind> aria-label="统计周期" options={PERIODS} value={period} onChange={(kind) => show(kind, day)} />
        <Button type="text" icon={<LeftOutlined />} aria-label="上一个周期" disabled={board.isPlaceholderData} onClick={() => show(period, moved(period, firstDay, -1))} />
        <b aria-live="polite">{words}</b>
        <Button type="text" icon={<RightOutlined />} aria-label="下一个周期" disabled={board.isPlaceholderData || lastDay >= shanghaiDay(Date.now())} onClick={() => show(period, moved(period, firstDay, 1))} />
        {!narrow && guides.length > 0 && <Button type="text" icon={<DownloadOutlined />} onClick={() => save(board.data, words)}>导出</Button>}
      </div>
      <Panel flush>
        {narrow ? <Cards rows={guides} pathOf={pathOf} /> : <Board rows={guides} pathOf={pathOf} busy={board.isPlaceholderData} />}
      </Panel>
      <p className="rules-meta">
        这段时间还有 {board.data.unattributedOrders} 单（{price(board.data.unattributedFen)}）没有归因到导购。
      </p>
      <p className="rules-meta">{repliesNote(guides, board.data.repliesProblem)}</p>
    </>
  )
}

interface Rows {
  rows: GuideFigure[]
  pathOf: (row: GuideFigure) => string
}

const NOBODY = <Empty title="还没有导购" hint="接入企业微信并核对之后，有客户联系权限的导购会出现在这里。" action={<Link to="/wecom">去企业微信同步</Link>} />

function Who({ row, to }: { row: GuideFigure; to: string }) {
  return (
    <Link to={to} className="plain-link contact-who">
      <Avatar src={row.avatarUrl} name={row.name} />
      <span className="contact-words">
        <b>{row.name}</b>
        {!row.isActive && <small>已离职</small>}
      </span>
    </Link>
  )
}

function Board({ rows, pathOf, busy }: Rows & { busy: boolean }) {
  return (
    <Table<GuideFigure>
      rowKey="userId"
      size="middle"
      className="board"
      dataSource={rows}
      loading={busy}
      pagination={false}
      scroll={{ x: 'max-content' }}
      locale={{ emptyText: NOBODY }}
      columns={[
        { title: '', width: 40, render: (_, __, place) => <span className={`board-rank ${place < FIRST_PLACES ? 'board-first' : ''}`}>{place + 1}</span> },
        { title: '导购', width: 150, fixed: 'left', render: (_, row) => <Who row={row} to={pathOf(row)} /> },
        ...FIGURES.map((column) => ({
          title: column.hint ? <Tooltip title={column.hint}><span>{column.title}</span></Tooltip> : column.title,
          key: column.key,
          align: 'right' as const,
          sorter: (one: GuideFigure, other: GuideFigure) => one[column.key] - other[column.key],
          sortDirections: ['descend' as const, 'ascend' as const],
          render: (_: unknown, row: GuideFigure) => <span className="money">{figureText(row, column)}</span>,
        })),
        ...REPLY_COLUMNS.map((column) => ({
          title: <Tooltip title={column.hint}><span>{column.title}</span></Tooltip>,
          key: column.key,
          align: 'right' as const,
          sorter: (one: GuideFigure, other: GuideFigure) => replyValue(one, column.key) - replyValue(other, column.key),
          sortDirections: ['descend' as const, 'ascend' as const],
          render: (_: unknown, row: GuideFigure) => <Reply row={row} column={column} />,
        })),
      ]}
    />
  )
}

/** With how much of it is missing, once for each guide. */
function Reply({ row, column }: { row: GuideFigure; column: ReplyColumn }) {
  const { daysUnread } = row.replies
  return (
    <span className="contact-words">
      <span className="money">{replyText(row.replies, column)}</span>
      {column.key === 'chats' && daysUnread > 0 && <small>{missingText(daysUnread)}</small>}
    </span>
  )
}

function Cards({ rows, pathOf }: Rows) {
  if (rows.length === 0) return NOBODY
  return (
    <div className="board-cards">
      {rows.map((row) => (
        <div key={row.userId} className="board-card">
          <Who row={row} to={pathOf(row)} />
          <dl>
            {FIGURES.map((column) => (
              <div key={column.key}>
                <dt>{column.title}</dt>
                <dd>{figureText(row, column)}</dd>
              </div>
            ))}
            {REPLY_COLUMNS.map((column) => (
              <div key={column.key}>
                <dt>{column.title}</dt>
                <dd><Reply row={row} column={column} /></dd>
              </div>
            ))}
          </dl>
        </div>
      ))}
    </div>
  )
}

/** As a spreadsheet reads it: yuan with two decimals. */
function save(board: Leaderboard, words: string): void {
  const columns = [
    { key: 'name', title: '导购', render: () => null, text: (row: GuideFigure) => row.name },
    ...FIGURES.map((column) => ({ key: column.key, title: column.title, render: () => null, text: (row: GuideFigure) => (column.money ? (row[column.key] / 100).toFixed(2) : row[column.key]) })),
    ...REPLY_COLUMNS.map((column) => ({ key: column.key, title: column.title, render: () => null, text: (row: GuideFigure) => replyText(row.replies, column) })),
    { key: 'unread', title: '没有读到的天数', render: () => null, text: (row: GuideFigure) => row.replies.daysUnread },
  ]
  download(`导购业绩-${words.replace(/ /g, '')}.csv`, new Blob([csvText(columns, board.guides)], { type: 'text/csv;charset=utf-8' }))
}
