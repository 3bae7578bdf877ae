import { useState } from 'react'
import { dueText } from '../../shared/clock'
import { useNow } from '../../shared/hooks'
import { useStale, useTasks } from '../../shared/queries'
import { useRemoving } from '../../shared/removing'
import { toChat, toContact } from '../../shared/route'
import { api } from '../../shared/session'
import type { Task } from '../../shared/shapes'
import { Empty, Failure, Skeleton } from '../../shared/ui'
import { SnoozeSheet } from './TaskSheets'
import './tasks.css'

/** `contactId` null: the guide's tasks of all customers, each with whose it is. */
export function TaskList({ contactId }: { contactId: string | null }) {
  const tasks = useTasks(contactId, 'open')
  const stale = useStale()
  const { isGone, remove } = useRemoving()
  const [snoozed, setSnoozed] = useState<Task | null>(null)
  const now = useNow()
  if (tasks.isPending) return <Skeleton rows={2} />
  if (!tasks.data) return <Failure error={tasks.error} onRetry={() => void tasks.refetch()} />
  const shown = tasks.data.pages.flatMap(({ items }) => items).filter(({ id }) => !isGone(id))
  const finish = ({ id }: Task): void => remove({ id, words: '已完成', run: () => api.post(`/tasks/${id}/done`, { result: '' }), after: () => stale(['tasks'], ['me'], ...(contactId ? [['contact', contactId]] : [])) })
  return (
    <>
      {shown.length ? (
        <ul className="part list tasks">
          {shown.map((task) => <TaskLine key={task.id} task={task} nowMs={now} isOfAll={contactId === null} onDone={() => finish(task)} onSnooze={() => setSnoozed(task)} />)}
        </ul>
      ) : (
        <Empty title="没有待办" hint={contactId ? '给 TA 定一个下次联系的时间，到时候会提醒您' : '跟进、拉群、欢迎回来的事，到时间会出现在这里'} />
      )}
      {tasks.hasNextPage && <button type="button" className="button plain wide" disabled={tasks.isFetchingNextPage} onClick={() => void tasks.fetchNextPage()}>更多待办</button>}
      {snoozed && <SnoozeSheet task={snoozed} onClose={() => setSnoozed(null)} />}
    </>
  )
}

interface LineProps {
  task: Task
  nowMs: number
  isOfAll: boolean
  onDone: () => void
  onSnooze: () => void
}

function TaskLine({ task, nowMs, isOfAll, onDone, onSnooze }: LineProps) {
  const { title, text, dueAt, contact, chatId } = task
  const isOverdue = Date.parse(dueAt) < nowMs
  const whose = isOfAll && contact ? contact.remark || contact.name : ''
  const open = (): void => {
    if (contact) toContact(contact.contactId)
    else if (chatId) toChat(chatId)
  }
  return (
    <li className="task">
      <button type="button" className="tick" onClick={onDone} aria-label={`完成：${title}`} />
      <span className="grow">
        <b className="strong block">{title}</b>
        {text && <span className="block quiet task-text">{text}</span>}
        <span className="wrap small">
          <span className={isOverdue ? 'chip danger' : 'chip'}>{isOverdue ? '已逾期，' : ''}{dueText(dueAt, nowMs)}</span>
          {whose && <button type="button" className="link" onClick={open}>{whose}</button>}
          {isOfAll && !contact && chatId && <button type="button" className="link" onClick={open}>打开群</button>}
        </span>
      </span>
      <button type="button" className="button plain" onClick={onSnooze} aria-label={`推迟：${title}`}>推迟</button>
    </li>
  )
}
