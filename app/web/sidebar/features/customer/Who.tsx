import { relativeTime } from '../../../shared/format/time'
import { useLasting, useNow } from '../../shared/hooks'
import type { Contact, RadarEvent } from '../../shared/shapes'
import type { StreamState } from '../../shared/stream'
import { Avatar } from '../../shared/ui'
import { isActive } from '../radar/events'

/** A break that is mended within this time is nobody's business. */
const BROKEN_MS = 5_000
const TAGS_MAX = 6

interface WhoProps {
  contact: Contact
  last: RadarEvent | undefined
  stream: StreamState
  onBack: (() => void) | null
}

/** Who this is, at a glance: name, level, the tags that matter, one line of facts, and whether they are in the shop. */
export function Who({ contact, last, stream, onBack }: WhoProps) {
  const { shopping } = contact
  const name = contact.remark || contact.name
  const tags = [...(shopping?.tags ?? []).map((tag) => tag.name), ...contact.corpTags]
  return (
    <header className="who">
      <div className="row">
        {onBack && <button type="button" className="back" aria-label="返回" onClick={onBack}>‹</button>}
        <Avatar url={contact.avatarUrl} name={name} />
        <div className="grow">
          <h1 className="cut">{name}</h1>
          <p className="row small">
            {shopping && <span className="chip gold">{shopping.paidPlan || shopping.levelName}</span>}
            <span className="quiet cut">{shopping ? `${shopping.orders} 单` : '还没有来过商城'}{contact.remark && contact.remark !== contact.name ? `　${contact.name}` : ''}</span>
          </p>
        </div>
        {shopping && <Live lastAt={last?.at ?? shopping.live.lastAt} stream={stream} />}
      </div>
      {shopping ? (
        <p className="insight">{shopping.insight || '还没有足够的记录'}</p>
      ) : (
        <p className="insight quiet">发一张小程序卡片，TA 来逛过就有喜好和订单</p>
      )}
      {tags.length > 0 && (
        <div className="tags" aria-label="标签">
          {tags.slice(0, TAGS_MAX).map((tag, place) => <span key={`${place}${tag}`} className={place < (shopping?.tags.length ?? 0) ? 'chip sage' : 'chip'}>{tag}</span>)}
        </div>
      )}
    </header>
  )
}

function Live({ lastAt, stream }: { lastAt: string | null; stream: StreamState }) {
  const now = useNow(10_000)
  const isBroken = useLasting(stream === 'broken', BROKEN_MS)
  if (isBroken) return <span className="live off" role="status">正在重连</span>
  if (isActive(lastAt, now)) return <span className="live on" role="status">正在逛</span>
  return <span className="live">{lastAt ? relativeTime(lastAt, now) : '暂无动态'}</span>
}
