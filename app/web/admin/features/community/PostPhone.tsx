import type { ReactNode } from 'react'
import './posts.css'

interface Props {
  text: string
  pictureUrls: readonly string[]
  card: { title: string; pictureUrl: string | null } | null
  owner: string
  note?: ReactNode
}

/** The message as customers see it in the group. */
export function PostPhone({ text, pictureUrls, card, owner, note }: Props) {
  return (
    <div className="post-phone" aria-label="群里看到的样子">
      <header>客户群</header>
      <div className="post-chat">
        {!text.trim() && pictureUrls.length === 0 && !card && <span className="muted">还没有内容</span>}
        {text.trim() && (
          <Line owner={owner}>
            <p className="post-bubble">{text.trim()}</p>
          </Line>
        )}
        {pictureUrls.map((url, place) => (
          <Line key={`${url}${place}`} owner={owner}>
            <img className="post-picture" src={url} alt={`第 ${place + 1} 张图片`} />
          </Line>
        ))}
        {card && (
          <Line owner={owner}>
            <div className="post-card">
              <b>{card.title}</b>
              {card.pictureUrl ? <img src={card.pictureUrl} alt="" /> : <span className="post-card-blank">封面</span>}
              <small>小程序</small>
            </div>
          </Line>
        )}
        {note}
      </div>
    </div>
  )
}

function Line({ owner, children }: { owner: string; children: ReactNode }) {
  return (
    <div className="post-line">
      <span className="post-face" aria-hidden>
        {[...owner][0] ?? '群'}
      </span>
      <div>{children}</div>
    </div>
  )
}
