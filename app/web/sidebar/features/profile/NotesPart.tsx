import { useState } from 'react'
import { relativeTime } from '../../../shared/format/time'
import { useNow } from '../../shared/hooks'
import { contactPath, useNotes, useStale } from '../../shared/queries'
import { useRemoving } from '../../shared/removing'
import { api } from '../../shared/session'
import { Failure, Part, Skeleton } from '../../shared/ui'
import { NoteSheet } from './NoteSheet'

export function NotesPart({ contactId }: { contactId: string }) {
  const notes = useNotes(contactId)
  const [isWriting, setWriting] = useState(false)
  const now = useNow(60_000)
  const stale = useStale()
  const { isGone, remove } = useRemoving()
  if (notes.isPending) return <Skeleton rows={1} />
  if (!notes.data) return <Failure error={notes.error} onRetry={() => void notes.refetch()} />
  const shown = notes.data.pages.flatMap(({ items }) => items).filter(({ id }) => !isGone(id))
  const drop = (id: string): void => remove({ id, words: '备注已删除', run: () => api.remove(`${contactPath(contactId)}/notes/${id}`), after: () => stale(['contact', contactId, 'notes']) })
  return (
    <Part title="我的备注" aside={<button type="button" className="button plain act" onClick={() => setWriting(true)}>写备注</button>}>
      {shown.length ? (
        <ul className="list">
          {shown.map(({ id, text, orderNumber, madeAt }) => (
            <li key={id} className="row note">
              <span className="grow">
                <span className="note-text">{text}</span>
                <span className="quiet small block">{relativeTime(madeAt, now)}{orderNumber ? `，订单 ${orderNumber}` : ''}</span>
              </span>
              <button type="button" className="button plain" onClick={() => drop(id)} aria-label={`删除备注：${text.slice(0, 20)}`}>删除</button>
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">记下下次聊天用得上的事，比如“敏感肌，不用香精”</p>
      )}
      {notes.hasNextPage && <button type="button" className="button plain wide" disabled={notes.isFetchingNextPage} onClick={() => void notes.fetchNextPage()}>更早的备注</button>}
      {isWriting && <NoteSheet contactId={contactId} onClose={() => setWriting(false)} />}
    </Part>
  )
}
