import { useState } from 'react'
import { relativeTime } from '../../../shared/format/time'
import type { OpenChat } from '../../shared/chat'
import { useNow } from '../../shared/hooks'
import { useScripts } from '../../shared/queries'
import type { SentMessage, Suggestion } from '../../shared/shapes'
import { Empty, Failure, Part, Skeleton, Thumb } from '../../shared/ui'
import { CouponsPart } from './CouponsPart'
import { Compose, letterOf, type Letter } from './Compose'
import './scripts.css'
import { useQuietScripts } from './useQuietScripts'

/** What to say: three suggestions made from facts, coupons to give, and what has been said. */
export function ScriptsTab({ chat, name, hasShop, told, isShown }: { chat: OpenChat; name: string; hasShop: boolean; told: number; isShown: boolean }) {
  const scripts = useScripts(chat.contactId)
  const [letter, setLetter] = useState<Letter | null>(null)
  useQuietScripts(chat.contactId, told, letter !== null || !isShown)
  const now = useNow(60_000)
  return (
    <div className="page">
      {scripts.isPending ? (
        <Skeleton rows={3} tall />
      ) : !scripts.data ? (
        <Failure error={scripts.error} onRetry={() => void scripts.refetch()} />
      ) : (
        <>
          {scripts.data.items.map((suggestion) => (
            <SuggestionPart key={suggestion.templateId} suggestion={suggestion} nowMs={now} onOpen={() => setLetter(letterOf(suggestion))} />
          ))}
          {!scripts.data.items.length && <Empty title="暂时没有合适的话术" hint="顾客再逛一逛，或运营添加新的话术以后，这里会有建议" />}
        </>
      )}
      {hasShop && <CouponsPart chat={chat} name={name} onWrite={setLetter} />}
      {scripts.data && scripts.data.sent.length > 0 && <SentPart sent={scripts.data.sent} nowMs={now} />}
      {letter && <Compose key={letter.key} letter={letter} name={name} chat={chat} onClose={() => setLetter(null)} />}
    </div>
  )
}

function SuggestionPart({ suggestion, nowMs, onOpen }: { suggestion: Suggestion; nowMs: number; onOpen: () => void }) {
  const { name, why, text, card, sentAt } = suggestion
  return (
    <button type="button" className="part suggestion" onClick={onOpen} aria-label={`${name}，${why}，编辑后发送`}>
      <span className="row">
        <b className="grow">{name}</b>
        {sentAt && <span className="chip">{relativeTime(sentAt, nowMs)}发过</span>}
      </span>
      <span className="why">{why}</span>
      <span className="words cut3">{text}</span>
      <span className="row">
        {card ? (
          <>
            <Thumb url={card.imageUrl} size={32} />
            <span className="grow cut quiet">{card.title}</span>
          </>
        ) : (
          <span className="grow" />
        )}
        <span className="edit">编辑后发送</span>
      </span>
    </button>
  )
}

function SentPart({ sent, nowMs }: { sent: readonly SentMessage[]; nowMs: number }) {
  return (
    <Part title="最近发过">
      <ul className="list">
        {sent.map((one) => (
          <li key={one.id}>
            <p className="row quiet small">
              <span className="grow cut">{one.templateName}{one.isEdited ? '（改过）' : ''}{one.withCard ? '，带卡片' : ''}</span>
              <time dateTime={one.sentAt}>{relativeTime(one.sentAt, nowMs)}</time>
            </p>
            <p className="cut2">{one.text}</p>
          </li>
        ))}
      </ul>
    </Part>
  )
}
