import { Tag, Tooltip } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { ContactRow } from '../../../shared/api/shapes-community'
import { shopText } from './words'

const CHIPS_SHOWN = 4

/** A round portrait; the first character of the name where there is none. */
export function Avatar({ src, name, size = 36 }: { src: string | null; name: string; size?: number }) {
  const [broken, setBroken] = useState(false)
  const box = { width: size, height: size }
  if (!src || broken) {
    return (
      <span className="contact-face contact-initial" style={box} aria-hidden>
        {[...name][0] ?? '客'}
      </span>
    )
  }
  return <img className="contact-face" src={src} alt="" style={box} loading="lazy" referrerPolicy="no-referrer" onError={() => setBroken(true)} />
}

/** Names of tags; many are folded into a number that tells the rest. */
export function Chips({ names }: { names: readonly string[] }) {
  if (names.length === 0) return <span className="muted">—</span>
  const rest = names.slice(CHIPS_SHOWN)
  return (
    <span className="contact-chips">
      {names.slice(0, CHIPS_SHOWN).map((name, place) => (
        <Tag key={`${name}${place}`} variant="filled">
          {name}
        </Tag>
      ))}
      {rest.length > 0 && (
        <Tooltip title={rest.join('、')}>
          <Tag variant="filled">+{rest.length}</Tag>
        </Tooltip>
      )}
    </span>
  )
}

/** The level in the shop, leading to the member where it is known and may be seen. */
export function Level({ of, linked }: { of: Pick<ContactRow, 'memberId' | 'levelName'>; linked: boolean }) {
  const text = shopText(of)
  const style = of.levelName ? 'level-tag' : 'muted'
  return of.memberId && linked ? (
    <Link to={`/members/${of.memberId}`} className={style} title="看会员档案">
      {text}
    </Link>
  ) : (
    <span className={style}>{text}</span>
  )
}
