import { useState } from 'react'
import { relativeTime } from '../../../shared/format/time'
import { useNow } from '../../shared/hooks'
import { useTasks } from '../../shared/queries'
import { Failure, Part, Skeleton } from '../../shared/ui'
import { TaskList } from './TaskList'
import { NewTaskSheet } from './TaskSheets'

export function TasksTab({ contactId }: { contactId: string }) {
  const [isNew, setNew] = useState(false)
  const [showsDone, setShowsDone] = useState(false)
  return (
    <div className="page">
      <TaskList contactId={contactId} />
      <button type="button" className="button main wide" onClick={() => setNew(true)}>新的待办</button>
      {showsDone ? <DonePart contactId={contactId} /> : <button type="button" className="button plain wide" onClick={() => setShowsDone(true)}>看已完成的</button>}
      {isNew && <NewTaskSheet contactId={contactId} onClose={() => setNew(false)} />}
    </div>
  )
}

function DonePart({ contactId }: { contactId: string }) {
  const tasks = useTasks(contactId, 'done')
  const now = useNow(60_000)
  if (tasks.isPending) return <Skeleton rows={1} />
  if (!tasks.data) return <Failure error={tasks.error} onRetry={() => void tasks.refetch()} />
  const shown = tasks.data.pages.flatMap(({ items }) => items)
  return (
    <Part title="已完成">
      {shown.length ? (
        <ul className="list">
          {shown.map(({ id, title, endedAt, state, result }) => (
            <li key={id}>
              <p className="row"><span className="grow">{title}</span><span className="quiet small">{state === 'cancelled' ? '已取消 ' : ''}{endedAt ? relativeTime(endedAt, now) : ''}</span></p>
              {result && <p className="quiet small">{result}</p>}
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">还没有完成过</p>
      )}
      {tasks.hasNextPage && <button type="button" className="button plain wide" disabled={tasks.isFetchingNextPage} onClick={() => void tasks.fetchNextPage()}>更早的</button>}
    </Part>
  )
}
