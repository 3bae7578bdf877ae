import { Table, Tooltip } from 'antd'
import type { ReplyDay } from '../../../shared/api/shapes-performance'
import { Failed, Panel } from '../../shared/ui/page'
import { useGuideReplies } from './performance-data'
import type { PeriodKind } from './performance-words'
import { missingText, REPLY_COLUMNS, replyText } from './reply-words'

const DAYS_PER_PAGE = 7

/** How one guide answered: the whole period, then day by day; a day that was not read says so. */
export function GuideReplies({ userId, period, day }: { userId: string; period: PeriodKind; day: string | null }) {
  const found = useGuideReplies(userId, period, day)
  if (found.isError && !found.data) return <Failed error={found.error} again={() => void found.refetch()} />
  if (!found.data) return null
  const { total, days, problem } = found.data
  return (
    <Panel title="聊天与回复" extra={total.daysUnread > 0 && <span className="muted">{missingText(total.daysUnread)}没有读到</span>}>
      <dl className="reply-total">
        {REPLY_COLUMNS.map((column) => (
          <div key={column.key}>
            <dt>{column.hint ? <Tooltip title={column.hint}><span>{column.title}</span></Tooltip> : column.title}</dt>
            <dd>{replyText(total, column)}</dd>
          </div>
        ))}
      </dl>
      {problem && <p className="rules-meta">企业微信没有给出数据：{problem}</p>}
      {days.length > 0 && (
        <Table<ReplyDay>
          rowKey="day"
          size="small"
          dataSource={days}
          pagination={days.length > DAYS_PER_PAGE ? { pageSize: DAYS_PER_PAGE, size: 'small', showSizeChanger: false } : false}
          scroll={{ x: 560 }}
          columns={[
            { title: '日期', render: (_, row) => <span className="nowrap">{row.day}</span> },
            ...REPLY_COLUMNS.map((column, place) => ({
              title: column.title,
              key: column.key,
              align: 'right' as const,
              render: (_: unknown, row: ReplyDay) => (row.isRead ? <span className="money">{replyText(row, column)}</span> : place === 0 && <span className="muted nowrap">没有读到</span>),
            })),
          ]}
        />
      )}
      {days.length === 0 && <p className="rules-meta">这段时间还没有聊天数据；当天的要到第二天才有。</p>}
    </Panel>
  )
}
