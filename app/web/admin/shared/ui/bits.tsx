import { Tag, Tooltip } from 'antd'
import { useState, type ReactNode } from 'react'
import { price } from '../../../shared/format/money'
import { exactTime, relativeTime, remaining } from '../../../shared/format/time'
import { useNow } from '../hooks'
import './bits.css'

/** A moment as people say it, the exact one on hover. */
export function When({ at }: { at: string | null }) {
  const now = useNow()
  if (!at) return <span className="muted">—</span>
  return (
    <Tooltip title={exactTime(at)}>
      <time dateTime={at} className="nowrap">
        {relativeTime(at, now)}
      </time>
    </Tooltip>
  )
}

/** A clock that runs down; red once it is over, amber in its last quarter day. */
export function Clock({ until }: { until: string | null }) {
  const now = useNow()
  if (!until) return <span className="muted">—</span>
  const left = remaining(until, now)
  const near = !left.late && Date.parse(until) - now < 6 * 3_600_000
  return (
    <Tooltip title={exactTime(until)}>
      <span className={`clock ${left.late ? 'clock-late' : near ? 'clock-near' : ''}`}>{left.text}</span>
    </Tooltip>
  )
}

/** An amount of money: tabular, and marked when it flows out. */
export function Money({ fen, strong, sign }: { fen: number; strong?: boolean; sign?: boolean }) {
  const text = sign && fen > 0 ? `+${price(fen)}` : price(fen)
  return <span className={`money ${strong ? 'money-strong' : ''} ${fen < 0 ? 'money-out' : ''}`}>{text}</span>
}

const TONES: Record<string, 'wait' | 'go' | 'done' | 'off' | 'bad' | 'way'> = {
  pending_payment: 'wait', paid: 'go', partly_shipped: 'way', shipped: 'way', delivered: 'done', completed: 'done', cancelled: 'off', closed: 'off',
  to_ship: 'go', requesting: 'wait', labelled: 'wait', collected: 'way', in_transit: 'way', delivering: 'way', signed: 'done', problem: 'bad', returned: 'bad',
  applied: 'go', approved: 'way', awaiting_return: 'wait', returning: 'way', refunding: 'way', refunded: 'done', rejected: 'off', escalated: 'bad',
  draft: 'off', on_sale: 'done', off_sale: 'wait', parked: 'bad', pending: 'wait', done: 'done', open: 'go', resolved: 'done', active: 'done', disabled: 'off',
}

/** A figure with its name. */
export function Figure({ name, value, note }: { name: string; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>
        {value}
        {note && <small>{note}</small>}
      </dd>
    </div>
  )
}

/** A state, with a tone that says whether someone must act (brand), something moves (blue), or it is over. */
export function StateTag({ state, text }: { state: string; text: string }) {
  return <Tag className={`state state-${TONES[state] ?? 'off'}`} variant="filled">{text}</Tag>
}

/** A small square photograph that stays quiet when the file is missing. */
export function Photo({ src, size = 44, alt = '' }: { src: string | null; size?: number; alt?: string }) {
  const [broken, setBroken] = useState(false)
  if (!src || broken) return <span className="photo photo-none" style={{ width: size, height: size }} aria-hidden />
  return <img className="photo" src={src} alt={alt} width={size} height={size} loading="lazy" onError={() => setBroken(true)} />
}

/** A goods line: picture, title, chosen options. */
export function GoodsCell(props: { imageUrl: string | null; title: string; note?: string; size?: number }) {
  return (
    <span className="goods">
      <Photo src={props.imageUrl} size={props.size ?? 44} />
      <span className="goods-words">
        <span className="goods-title">{props.title}</span>
        {props.note && <span className="goods-note">{props.note}</span>}
      </span>
    </span>
  )
}

/** An order number (18 digits, the day in front) the way people read it aloud: in three groups. */
export function orderNumber(number: string): string {
  return number.replace(/^(\d{6})(\d{6})(\d{6})$/, '$1 $2 $3')
}
