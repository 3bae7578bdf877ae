import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState } from 'react'
import { newKey } from '../../../shared/api/client'
import { Problem } from '../../../shared/api/problem'
import { price } from '../../../shared/format/money'
import { relativeTime } from '../../../shared/format/time'
import { useNow } from '../../shared/hooks'
import { wordsOf } from '../../shared/problems'
import { afterSalePath, useAfterSale, useStale } from '../../shared/queries'
import { api } from '../../shared/session'
import type { AfterSale, AfterSaleDecision } from '../../shared/shapes'
import { useSay } from '../../shared/toast'
import { Failure, Sheet, Skeleton, Thumb } from '../../shared/ui'
import { asked, leftText, type Step } from './after-sale-words'

const WORDS_MAX = 200

interface SheetProps {
  contactId: string
  id: string
  onClose: () => void
}

/** What a customer asks for, and what the guide may answer. Nothing is decided by one press. */
export function AfterSaleSheet({ contactId, id, onClose }: SheetProps) {
  const found = useAfterSale(contactId, id)
  const [step, setStep] = useState<Step>('see')
  const sale = found.data
  if (!sale)
    return (
      <Sheet title="售后" leave="关闭" onClose={onClose}>
        {found.isPending ? <Skeleton rows={3} /> : <Failure error={found.error} onRetry={() => void found.refetch()} />}
      </Sheet>
    )
  if (step !== 'see') return <Answer key={step} step={step} sale={sale} contactId={contactId} onBack={() => setStep('see')} onDone={onClose} />
  const may = (action: Exclude<Step, 'see'>): boolean => sale.actions.includes(action)
  const foot = (
    <>
      {may('leave_word') && <button type="button" className="button grow" onClick={() => setStep('leave_word')}>留言</button>}
      {may('refuse') && <button type="button" className="button grow" onClick={() => setStep('refuse')}>拒绝</button>}
      {may('agree') && <button type="button" className="button main" onClick={() => setStep('agree')}>同意</button>}
    </>
  )
  return (
    <Sheet key="see" leave="关闭" title={`${sale.kindText} ${price(sale.refundFen)}`} onClose={onClose} foot={foot}>
      <Facts sale={sale} />
    </Sheet>
  )
}

function Facts({ sale }: { sale: AfterSale }) {
  const now = useNow(30_000)
  return (
    <>
      <p className="row">
        <span className={sale.deadlineAt ? 'chip warning' : 'chip'}>{sale.statusText}</span>
        {sale.deadlineAt && <span className="quiet small" role="timer">{leftText(sale.deadlineAt, now)}</span>}
      </p>
      {sale.limitText && <p className="sale limit">{sale.limitText}</p>}
      <dl className="facts">
        <div><dt>原因</dt><dd>{sale.reasonText}</dd></div>
        <div><dt>申请时间</dt><dd>{relativeTime(sale.appliedAt, now)}</dd></div>
        <div><dt>售后单号</dt><dd>{sale.number}</dd></div>
        {sale.isReturn && <div><dt>退货运费</dt><dd>{sale.shopPaysReturn ? '店铺承担' : '客户承担'}</dd></div>}
        {sale.returnParcel && <div><dt>退货快递</dt><dd>{sale.returnParcel}</dd></div>}
        {sale.decidedBy && <div><dt>处理人</dt><dd>{sale.decidedBy}</dd></div>}
        {sale.decisionNote && <div><dt>{sale.status === 'rejected' ? '拒绝原因' : '处理备注'}</dt><dd>{sale.decisionNote}</dd></div>}
      </dl>
      {sale.description && <p className="said">“{sale.description}”</p>}
      <Pictures urls={sale.imageUrls} />
      <ul className="lines">
        {sale.lines.map(({ title, optionText, imageUrl, quantity, refundFen }) => (
          <li key={title + optionText} className="row">
            <Thumb url={imageUrl} size={40} />
            <span className="grow">
              <span className="cut block">{title}</span>
              <span className="quiet small cut block">{optionText ? `${optionText}　` : ''}×{quantity}</span>
            </span>
            <span className="price">{price(refundFen)}</span>
          </li>
        ))}
        {sale.freightFen > 0 && <li className="row"><span className="grow quiet">运费</span><span className="price">{price(sale.freightFen)}</span></li>}
      </ul>
      <ol className="sale-steps" aria-label="进度">
        {sale.steps.map(({ at, text, done }) => <li key={text} className={done ? 'done' : ''}><span className="grow">{text}</span><span className="quiet small">{at ? relativeTime(at, now) : done ? '' : '未完成'}</span></li>)}
      </ol>
    </>
  )
}

/** Small ones in a row; pressed, one is shown as wide as the sheet. */
function Pictures({ urls }: { urls: readonly string[] }) {
  const [big, setBig] = useState<string | null>(null)
  if (!urls.length) return null
  return (
    <div>
      <div className="row sale-pictures">
        {urls.map((url, place) => (
          <button key={url} type="button" aria-label={`凭证图 ${place + 1}`} aria-pressed={big === url} onClick={() => setBig(big === url ? null : url)}>
            <Thumb url={url} size={64} />
          </button>
        ))}
      </div>
      {big && <img className="sale-big" src={big} alt="客户上传的凭证" />}
    </div>
  )
}

interface AnswerProps {
  step: Exclude<Step, 'see'>
  sale: AfterSale
  contactId: string
  onBack: () => void
  onDone: () => void
}

/** The question before it happens; the key makes a second press, or a lost answer, harmless. */
function Answer({ step, sale, contactId, onBack, onDone }: AnswerProps) {
  const [text, setText] = useState('')
  const [words, setWords] = useState('')
  const [isSending, setSending] = useState(false)
  const isBusy = useRef(false)
  const key = useRef(newKey())
  const field = useRef<HTMLTextAreaElement>(null)
  const stale = useStale()
  const queries = useQueryClient()
  const say = useSay()
  const { title, text: about, button, label, isNeeded } = asked(step, sale)
  const isMissing = isNeeded && !text.trim()
  useEffect(() => {
    if (isNeeded) field.current?.focus({ preventScroll: true })
  }, [isNeeded])

  const look = (): void => stale(['contact', contactId, 'after-sale'], ['contact', contactId, 'orders'], ['contact', contactId])
  const send = async (): Promise<string> => {
    const path = afterSalePath(contactId, sale.id)
    if (step === 'leave_word') {
      const after = await api.post<AfterSale>(`${path}/words`, { words: text.trim() }, key.current)
      queries.setQueryData(['contact', contactId, 'after-sale', sale.id], after)
      return '已留言，客户在订单动态里能看到'
    }
    const body = step === 'agree' ? { note: text.trim() } : { reason: text.trim() }
    const { text: said, afterSale } = await api.post<AfterSaleDecision>(`${path}/${step}`, body, key.current)
    queries.setQueryData(['contact', contactId, 'after-sale', sale.id], afterSale)
    return said
  }
  const go = async (): Promise<void> => {
    if (isBusy.current || isMissing) return
    isBusy.current = true
    setSending(true)
    try {
      say(await send())
      look()
      onDone()
    } catch (thrown) {
      isBusy.current = false
      setSending(false)
      setWords(wordsOf(thrown))
      // Somebody else was first, or it is nobody's to decide any more: what stands now is read again.
      if (thrown instanceof Problem && thrown.status >= 400 && thrown.status < 500) look()
    }
  }
  return (
    <Sheet
      title={title}
      leave="返回"
      onClose={() => !isBusy.current && onBack()}
      foot={<button type="button" className="button main" disabled={isMissing || isSending || !sale.actions.includes(step)} onClick={() => void go()}>{isSending ? '正在提交' : button}</button>}
    >
      <p>{about}</p>
      <label className="field">
        <span>{label}</span>
        <textarea ref={field} rows={3} maxLength={WORDS_MAX} value={text} readOnly={isSending} onChange={(event) => { setText(event.target.value); key.current = newKey() }} />
      </label>
      {words && <p role="alert" className="wrong">{words}</p>}
    </Sheet>
  )
}
