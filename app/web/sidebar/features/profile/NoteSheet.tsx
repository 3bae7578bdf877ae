import { useRef, useState } from 'react'
import { newKey } from '../../../shared/api/client'
import { wordsOf } from '../../shared/problems'
import { contactPath, useStale } from '../../shared/queries'
import { api } from '../../shared/session'
import { useSay } from '../../shared/toast'
import { Sheet } from '../../shared/ui'

const NOTE_MAX = 500

interface NoteSheetProps {
  contactId: string
  /** An order that it is about. */
  order?: { id: string; number: string }
  onClose: () => void
}

export function NoteSheet({ contactId, order, onClose }: NoteSheetProps) {
  const [text, setText] = useState('')
  const [words, setWords] = useState('')
  const isBusy = useRef(false)
  const key = useRef(newKey())
  const stale = useStale()
  const say = useSay()
  const save = async (): Promise<void> => {
    if (isBusy.current || !text.trim()) return
    isBusy.current = true
    try {
      await api.post(`${contactPath(contactId)}/notes`, { text: text.trim(), orderId: order?.id ?? null }, key.current)
      stale(['contact', contactId, 'notes'])
      say('已记下')
      onClose()
    } catch (thrown) {
      isBusy.current = false
      setWords(wordsOf(thrown))
    }
  }
  return (
    <Sheet title={order ? `记在订单 ${order.number} 上` : '写备注'} onClose={onClose} foot={<button type="button" className="button main" disabled={!text.trim()} onClick={() => void save()}>保存</button>}>
      <label className="field">
        <span>只有您自己看得到</span>
        <textarea rows={4} maxLength={NOTE_MAX} value={text} onChange={(event) => { setText(event.target.value); key.current = newKey() }} />
      </label>
      {words && <p role="alert" className="wrong">{words}</p>}
    </Sheet>
  )
}
