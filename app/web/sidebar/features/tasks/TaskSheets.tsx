import { useRef, useState } from 'react'
import { newKey } from '../../../shared/api/client'
import { dueAt, DUES, dueText, type Due } from '../../shared/clock'
import { wordsOf } from '../../shared/problems'
import { contactPath, useStale } from '../../shared/queries'
import { api } from '../../shared/session'
import type { Task } from '../../shared/shapes'
import { useSay } from '../../shared/toast'
import { Sheet } from '../../shared/ui'

const TITLE_MAX = 60
const USUAL = ['问问用得怎么样', '提醒补货', '新品到了告诉 TA']

function DueChoice({ due, onChoose }: { due: Due | null; onChoose: (due: Due) => void }) {
  return (
    <div className="options" role="radiogroup" aria-label="什么时候">
      {DUES.map(([key, words]) => (
        <button key={key} type="button" role="radio" aria-checked={due === key} className="option" onClick={() => onChoose(key)}>{words}</button>
      ))}
    </div>
  )
}

/** One write at a time, with one key as long as what is written stays the same. */
function useWriting(): { words: string; write: (path: string, body: unknown, said: string, done: () => void) => Promise<void> } {
  const [words, setWords] = useState('')
  const isBusy = useRef(false)
  const last = useRef({ body: '', key: '' })
  const say = useSay()
  const stale = useStale()
  const write = async (path: string, body: unknown, said: string, done: () => void): Promise<void> => {
    if (isBusy.current) return
    isBusy.current = true
    const text = JSON.stringify(body)
    if (last.current.body !== text) last.current = { body: text, key: newKey() }
    try {
      await api.post(path, body, last.current.key)
      stale(['tasks'], ['me'], ['contact'])
      say(said)
      done()
    } catch (thrown) {
      isBusy.current = false
      setWords(wordsOf(thrown))
    }
  }
  return { words, write }
}

export function NewTaskSheet({ contactId, onClose }: { contactId: string; onClose: () => void }) {
  const [title, setTitle] = useState('')
  const [due, setDue] = useState<Due>('tomorrow')
  const { words, write } = useWriting()
  // The moment is that of choosing: pressing again after a lost answer is the same task.
  const at = useRef(dueAt(due, Date.now()))
  const choose = (next: Due): void => {
    at.current = dueAt(next, Date.now())
    setDue(next)
  }
  const save = (): void => void write(`${contactPath(contactId)}/tasks`, { title: title.trim(), text: '', dueAt: at.current }, `会在${dueText(at.current, Date.now())}提醒您`, onClose)
  return (
    <Sheet title="新的待办" onClose={onClose} foot={<button type="button" className="button main" disabled={!title.trim()} onClick={save}>保存</button>}>
      <label className="field">
        <span>要做什么</span>
        <input value={title} maxLength={TITLE_MAX} onChange={(event) => setTitle(event.target.value)} placeholder="问问用得怎么样" />
      </label>
      <div className="options">
        {USUAL.map((words_) => <button key={words_} type="button" className="option" aria-pressed={title === words_} onClick={() => setTitle(words_)}>{words_}</button>)}
      </div>
      <DueChoice due={due} onChoose={choose} />
      <p className="quiet">到 {dueText(at.current, Date.now())} 会在企业微信里提醒您</p>
      {words && <p role="alert" className="wrong">{words}</p>}
    </Sheet>
  )
}

export function SnoozeSheet({ task, onClose }: { task: Task; onClose: () => void }) {
  const { words, write } = useWriting()
  const snooze = (due: Due): void => {
    const at = dueAt(due, Date.now())
    void write(`/tasks/${task.id}/snooze`, { dueAt: at }, `推迟到${dueText(at, Date.now())}`, onClose)
  }
  return (
    <Sheet title={`推迟：${task.title}`} onClose={onClose}>
      <DueChoice due={null} onChoose={snooze} />
      {words && <p role="alert" className="wrong">{words}</p>}
    </Sheet>
  )
}
