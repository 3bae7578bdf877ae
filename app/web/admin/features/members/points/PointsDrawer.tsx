import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Button, Drawer, Skeleton } from 'antd'
import { useState } from 'react'
import type { Page } from '../../../../shared/api/shapes'
import type { MemberRow } from '../../../../shared/api/shapes-office'
import type { PointsLine, PointsView } from '../../../../shared/api/shapes-points'
import { price } from '../../../../shared/format/money'
import { exactTime } from '../../../../shared/format/time'
import { useNarrow } from '../../../shared/hooks'
import { Can } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { When } from '../../../shared/ui/bits'
import { Empty, Failed } from '../../../shared/ui/page'
import { AdjustDialog } from './AdjustDialog'
import { balanceNotes, countText, lastMoment, lineFigure } from './words'
import './points.css'

const PAGE_ROWS = 20

/** A member's points: what there is, what ends when, and every booking. */
export function PointsDrawer({ member, close }: { member: Pick<MemberRow, 'id' | 'nickname'>; close: () => void }) {
  const narrow = useNarrow()
  const [adjusting, setAdjusting] = useState(false)
  const path = `/members/${member.id}/points`
  const view = useQuery({ queryKey: ['member-points', member.id], queryFn: ({ signal }) => api.get<PointsView>(path, {}, signal) })
  const lines = useInfiniteQuery({
    queryKey: ['member-points', member.id, 'statement'],
    queryFn: ({ pageParam, signal }) => api.get<Page<PointsLine>>(`${path}/statement`, { cursor: pageParam, limit: PAGE_ROWS }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
  const items = lines.data?.pages.flatMap((page) => page.items) ?? []
  return (
    <Drawer
      open
      onClose={close}
      size={narrow ? '100%' : 480}
      title={`${member.nickname}的积分`}
      extra={
        <Can permission="members.adjust">
          <Button type="primary" disabled={!view.data} onClick={() => setAdjusting(true)}>
            调整积分
          </Button>
        </Can>
      }
    >
      {view.isError && <Failed error={view.error} again={() => void view.refetch()} />}
      {view.isPending && <Skeleton active paragraph={{ rows: 2 }} />}
      {view.data && <Balance view={view.data} />}
      <h3 className="points-title">积分明细</h3>
      {lines.isError && <Failed error={lines.error} again={() => void lines.refetch()} />}
      {lines.isPending && <Skeleton active paragraph={{ rows: 5 }} />}
      {lines.data && items.length === 0 && <Empty title="还没有积分记录" hint="订单完成后会自动发放。" />}
      <ul className="points-statement">
        {items.map((line) => (
          <Line key={line.id} line={line} />
        ))}
      </ul>
      {lines.hasNextPage && (
        <Button block loading={lines.isFetchingNextPage} onClick={() => void lines.fetchNextPage()}>
          再看 {PAGE_ROWS} 条
        </Button>
      )}
      {adjusting && view.data && <AdjustDialog member={member} available={view.data.available} close={() => setAdjusting(false)} />}
    </Drawer>
  )
}

function Balance({ view }: { view: PointsView }) {
  const notes = balanceNotes(view)
  return (
    <div className="points-balance">
      <p>
        可用积分 <b>{countText(view.available)}</b> <span className="muted">可抵 {price(view.worthFen)}</span>
      </p>
      {notes.map((note) => (
        <p key={note} className="muted">
          {note}
        </p>
      ))}
      {view.expiring.map((one) => (
        <p key={one.until} className="muted">
          {countText(one.points)} 积分 {exactTime(lastMoment(one.until)).slice(0, 10)} 到期
        </p>
      ))}
    </div>
  )
}

function Line({ line }: { line: PointsLine }) {
  const { text, note } = lineFigure(line)
  return (
    <li>
      <span className="points-words">
        {line.words}
        <small className="muted">
          <When at={line.at} />
          {line.by && ` · ${line.by}`}
        </small>
      </span>
      <span className="points-change">
        <b className={line.points > 0 ? 'points-more' : ''}>{text}</b>
        {note && <small className="muted">{note}</small>}
      </span>
    </li>
  )
}
