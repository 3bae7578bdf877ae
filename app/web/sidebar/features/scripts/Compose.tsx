import { useEffect, useRef, useState } from 'react'
import { api } from '../../shared/session'
import type { OpenChat } from '../../shared/chat'
import { keep, kept } from '../../shared/keep'
import { wordsOf } from '../../shared/problems'
import { contactPath, useStale } from '../../shared/queries'
import type { Draft, Suggestion } from '../../shared/shapes'
import { useSay } from '../../shared/toast'
import { Sheet, Thumb } from '../../shared/ui'
import { mark } from './outbox'
import { fresh, isDone, lengthOf, sendOn, TEXT_MAX, type Progress } from './sending'

/** What is to be sent: a suggestion, whose draft is made when it goes out, or a draft that stands already. */
export interface Letter {
  /** Names the words that the guide has begun to change. */
  key: string
  title: string
  text: string
  card: { title: string; imageUrl: string } | null
  draft: Draft | null
  suggestion: Suggestion | null
}

export const letterOf = (suggestion: Suggestion): Letter => ({
  key: suggestion.templateId, title: suggestion.name, text: suggestion.text, card: suggestion.card, draft: null, suggestion,
})
export const letterOfDraft = (title: string, draft: Draft): Letter => ({ key: draft.id, title, text: draft.text, card: draft.card, draft, suggestion: null })

interface ComposeProps {
  letter: Letter
  name: string
  chat: OpenChat
  onClose: () => void
}

/** Words and card before they go out. What was changed is kept when it is closed; nothing goes out twice. */
export function Compose({ letter, name, chat, onClose }: ComposeProps) {
  const slot = `text.${chat.contactId}.${letter.key}`
  const [text, setText] = useState(() => kept(slot) ?? letter.text)
  const [withCard, setWithCard] = useState(letter.card !== null)
  const [progress, setProgress] = useState<Progress>(() => fresh(letter.draft))
  const isSending = useRef(false)
  const say = useSay()
  const stale = useStale()
  const length = lengthOf(text)
  const wrong = !text.trim() ? '先写点什么' : length > TEXT_MAX ? `最多 ${TEXT_MAX} 字` : ''

  const change = (words: string): void => {
    setText(words)
    keep(slot, words === letter.text ? null : words)
  }

  const finish = async (now: Progress, sentCard: boolean): Promise<void> => {
    keep(slot, null)
    onClose()
    say(`已发给 ${name}`)
    if (now.draft) await mark({ contactId: chat.contactId, draftId: now.draft.id, text: text.trim(), withCard: sentCard })
    stale(['contact', chat.contactId, 'scripts'])
  }

  const go = async (from: Progress, wishCard = withCard): Promise<void> => {
    // Two taps are one: state is told only after the next paint.
    if (isSending.current || wrong) return
    isSending.current = true
    const makeDraft = async (): Promise<Draft> => {
      const { suggestion } = letter
      if (!suggestion) throw new Error('a letter without a suggestion has its draft')
      const words = text.trim()
      return api.post<Draft>(`${contactPath(chat.contactId)}/scripts/${suggestion.templateId}/drafts`, { text: words === suggestion.text ? null : words })
    }
    const ways = { draft: makeDraft, send: (message: Parameters<OpenChat['host']['send']>[0]) => chat.host.send(message, chat.place), became: setProgress, origin: location.origin }
    const now = await sendOn(from, { text: text.trim(), withCard: wishCard }, ways)
    isSending.current = false
    if (isDone(now, wishCard)) await finish(now, now.isCardSent)
  }

  /** Not while something is on its way; what went out already is told to the shop. */
  const close = (): void => {
    if (progress.isBusy) return
    if (progress.isTextSent) void finish(progress, progress.isCardSent)
    else onClose()
  }

  const openChat = (): void => void chat.host.openChat(chat.contactId).catch((thrown: unknown) => say(wordsOf(thrown)))
  const foot = chat.canSend ? (
    <SendBar progress={progress} isWrong={wrong !== ''} withCard={withCard} hasCard={letter.card !== null} go={(from, wish) => void go(from, wish)} finish={(now, card) => void finish(now, card)} />
  ) : (
    <button type="button" className="button main" onClick={openChat}>打开和 {name} 的聊天</button>
  )
  return (
    <Sheet title={letter.title} onClose={close} foot={foot}>
      <Words text={text} onChange={change} isFixed={progress.isTextSent || progress.isBusy} />
      <div className="row compose-line">
        <span className={length > TEXT_MAX ? 'wrong grow' : 'quiet small grow'}>{length} / {TEXT_MAX} 字{wrong && length ? `，${wrong}` : ''}</span>
        {text !== letter.text && !progress.isTextSent && <button type="button" className="button plain act" onClick={() => change(letter.text)}>还原</button>}
      </div>
      {letter.card && <CardChoice card={letter.card} withCard={withCard} isFixed={progress.isBusy || progress.isCardSent} onChange={setWithCard} />}
      {!chat.canSend && <p className="quiet">要在和 TA 的聊天旁边才能发送，改好的话会留着。</p>}
    </Sheet>
  )
}

/** A field that grows with its words. */
function Words({ text, onChange, isFixed }: { text: string; onChange: (words: string) => void; isFixed: boolean }) {
  const area = useRef<HTMLTextAreaElement>(null)
  useEffect(() => {
    if (!area.current) return
    area.current.style.height = 'auto'
    area.current.style.height = `${area.current.scrollHeight + 2}px`
  }, [text])
  // On a phone the keyboard would cover what is to be looked at first.
  useEffect(() => {
    if (matchMedia('(pointer: fine)').matches) area.current?.focus({ preventScroll: true })
  }, [])
  return (
    <label className="field">
      <span>发给顾客的话</span>
      <textarea ref={area} rows={4} value={text} readOnly={isFixed} onChange={(event) => onChange(event.target.value)} />
    </label>
  )
}

function CardChoice({ card, withCard, isFixed, onChange }: { card: { title: string; imageUrl: string }; withCard: boolean; isFixed: boolean; onChange: (is: boolean) => void }) {
  return (
    <label className="card-choice row">
      <Thumb url={card.imageUrl} />
      <span className="grow">
        <b className="cut2">{card.title}</b>
        <span className="quiet small">小程序卡片</span>
      </span>
      <input type="checkbox" checked={withCard} disabled={isFixed} onChange={(event) => onChange(event.target.checked)} aria-label="附上小程序卡片" />
    </label>
  )
}

interface SendBarProps {
  progress: Progress
  isWrong: boolean
  withCard: boolean
  hasCard: boolean
  go: (from: Progress, withCard?: boolean) => void
  finish: (now: Progress, sentCard: boolean) => void
}

/** One button; where it stopped on the way, what happened and what can be done. */
function SendBar({ progress, isWrong, withCard, hasCard, go, finish }: SendBarProps) {
  const { isBusy, isTextSent, inDoubt, words } = progress
  if (inDoubt) {
    const went: Progress = { ...progress, inDoubt: null, words: '', [inDoubt === 'text' ? 'isTextSent' : 'isCardSent']: true }
    return (
      <div className="send-bar">
        <p role="alert">企业微信没有应答。请看一眼聊天：{inDoubt === 'text' ? '文字' : '卡片'}发出去了吗？</p>
        <div className="row">
          <button type="button" className="button grow" onClick={() => go(progress)}>没有，再发一次</button>
          <button type="button" className="button main grow" onClick={() => (isDone(went, withCard) ? finish(went, went.isCardSent) : go(went))}>发出去了</button>
        </div>
      </div>
    )
  }
  if (isTextSent && !isBusy)
    return (
      <div className="send-bar">
        <p role="alert">文字已经发出，卡片没有发出：{words}</p>
        <div className="row">
          <button type="button" className="button grow" onClick={() => finish(progress, false)}>不发卡片了</button>
          <button type="button" className="button main grow" onClick={() => go(progress)}>补发卡片</button>
        </div>
      </div>
    )
  return (
    <div className="send-bar">
      {words && <p role="alert" className="wrong">{words}</p>}
      <button type="button" className="button main wide" disabled={isBusy || isWrong} onClick={() => go(progress)}>{isBusy ? '正在发送' : hasCard && withCard ? '发送文字和卡片' : '发送'}</button>
    </div>
  )
}
