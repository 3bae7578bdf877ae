import { relativeTime } from '../../../shared/format/time'
import { price } from '../../../shared/format/money'
import { dueText } from '../../shared/clock'
import { useNow } from '../../shared/hooks'
import { useChat } from '../../shared/queries'
import { toContact } from '../../shared/route'
import type { Chat } from '../../shared/shapes'
import { Avatar, Empty, Failure, Part, Skeleton, Thumb } from '../../shared/ui'
import './chat.css'

const STATES: Record<string, string> = { draft: '待排', planned: '待发', scheduled: '待发', waiting: '待发', assigned: '待发', sending: '发送中', sent: '已发', done: '已发', cancelled: '已取消', missed: '错过了' }

/** Beside a group: who is in it, what they look at now, and what is to be posted. */
export function ChatPage({ chatId, onBack }: { chatId: string; onBack: (() => void) | null }) {
  const chat = useChat(chatId)
  const now = useNow()
  if (chat.isPending) return <div className="page"><Skeleton rows={4} /></div>
  if (!chat.data)
    return (
      <div className="page">
        <Failure error={chat.error} onRetry={() => void chat.refetch()} />
        {onBack && <button type="button" className="button wide" onClick={onBack}>返回</button>}
      </div>
    )
  const { name, ownerName, members, known, posts } = chat.data
  return (
    <>
      <header className="who">
        <div className="row">
          {onBack && <button type="button" className="back" aria-label="返回" onClick={onBack}>‹</button>}
          <div className="grow">
            <h1 className="cut">{name || '没有名字的群'}</h1>
            <p className="quiet small">群主 {ownerName}，{members} 人，认识 {known.length} 位</p>
          </div>
        </div>
      </header>
      <div className="page">
        <ViewedPart chat={chat.data} nowMs={now} />
        {posts.length > 0 && (
          <Part title="要发的内容">
            <ul className="list">
              {posts.map(({ id, title, dueAt, state }) => (
                <li key={id} className="row">
                  <span className="grow cut">{title}</span>
                  <span className="quiet small">{dueText(dueAt, now)}</span>
                  <span className="chip">{STATES[state] ?? '待发'}</span>
                </li>
              ))}
            </ul>
          </Part>
        )}
        <LevelsPart chat={chat.data} />
        <KnownPart known={known} />
      </div>
    </>
  )
}

function ViewedPart({ chat: { viewed }, nowMs }: { chat: Chat; nowMs: number }) {
  return (
    <Part title="群里的人正在看">
      {viewed.length ? (
        <ul className="list">
          {viewed.map(({ product, viewers, lastAt }) => (
            <li key={product.id} className="row">
              <Thumb url={product.imageUrl} size={40} />
              <span className="grow">
                <span className="cut block">{product.title}</span>
                <span className="quiet small">{viewers} 人看过，{relativeTime(lastAt, nowMs)}</span>
              </span>
              <b className="price">{price(product.priceFen)}</b>
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">半小时里没有人来逛</p>
      )}
    </Part>
  )
}

function LevelsPart({ chat: { levels } }: { chat: Chat }) {
  const most = Math.max(1, ...levels.map(({ members }) => members))
  if (!levels.length) return null
  return (
    <Part title="会员等级">
      <dl className="levels">
        {levels.map(({ levelName, members }) => (
          <div key={levelName}>
            <dt className="cut">{levelName}</dt>
            <dd><i style={{ width: `${(members / most) * 100}%` }} /><span>{members}</span></dd>
          </div>
        ))}
      </dl>
    </Part>
  )
}

function KnownPart({ known }: { known: Chat['known'] }) {
  if (!known.length) return <Empty title="还没有认识的客户" hint="群里的人进过小程序以后，会出现在这里" />
  const mineFirst = [...known].sort((one, other) => Number(other.isMine) - Number(one.isMine))
  return (
    <Part title={`认识的客户 ${known.length} 位`}>
      <ul className="list now">
        {mineFirst.map(({ contactId, name, avatarUrl, levelName, isMine }) => {
          const line = (
            <>
              <Avatar url={avatarUrl} name={name} size={36} />
              <span className="grow cut">{name}</span>
              {levelName && <span className="chip gold">{levelName}</span>}
              {!isMine && <span className="quiet small">不是您的客户</span>}
            </>
          )
          return <li key={contactId}>{isMine ? <button type="button" className="row" onClick={() => toContact(contactId)}>{line}</button> : <span className="row">{line}</span>}</li>
        })}
      </ul>
    </Part>
  )
}
