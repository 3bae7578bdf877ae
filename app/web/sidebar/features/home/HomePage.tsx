import { useEffect, useMemo, useState } from 'react'
import { relativeTime } from '../../../shared/format/time'
import type { Host } from '../../host'
import { useLasting, useNow } from '../../shared/hooks'
import { useMe, useNowList } from '../../shared/queries'
import { toContact } from '../../shared/route'
import { sessionEnded, signedIn } from '../../shared/session'
import type { NowContact } from '../../shared/shapes'
import { follow, type StreamState } from '../../shared/stream'
import { Avatar, Empty, Failure, Part, Skeleton } from '../../shared/ui'
import { isActive, presentNow } from '../radar/events'
import { TaskList } from '../tasks/TaskList'
import './home.css'
import { PerformancePart } from './PerformancePart'

/** Without a chat beside it: who of my customers is in the shop now, and what I have to do. */
export function HomePage({ host, userId }: { host: Host; userId: string }) {
  const me = useMe()
  return (
    <div className="page home">
      <header className="row">
        <Avatar url={me.data?.avatarUrl} name={me.data?.name ?? ''} />
        <div className="grow">
          <h1>{me.data?.name ?? userId}</h1>
          <p className="quiet small">{host.isStandIn ? '演示：这里扮演企业微信的工作台' : '导购工作台'}</p>
        </div>
      </header>
      {me.data && (
        <dl className="part figures">
          <div><dt>我的客户</dt><dd>{me.data.contacts}</dd></div>
          <div><dt>正在逛</dt><dd>{me.data.activeNow}</dd></div>
          <div><dt>待办</dt><dd>{me.data.tasksOpen}{me.data.tasksOverdue > 0 && <span className="overdue">　逾期 {me.data.tasksOverdue}</span>}</dd></div>
        </dl>
      )}
      <NowPart />
      <PerformancePart />
      <h2 className="heading">我的待办</h2>
      <TaskList contactId={null} />
    </div>
  )
}

/** The list of the shop, and what the stream has told since. */
function useNowLive(): { people: NowContact[]; stream: StreamState; list: ReturnType<typeof useNowList> } {
  const list = useNowList()
  const [told, setTold] = useState<NowContact[]>([])
  const [stream, setStream] = useState<StreamState>('connecting')
  const now = useNow()
  useEffect(() => {
    const token = (): string | null => signedIn()?.token ?? null
    const heard = (name: string, data: string): void => {
      if (name === 'reset') setTold((JSON.parse(data) as { items: NowContact[] }).items)
      if (name === 'now') setTold((before) => presentNow(before, [JSON.parse(data) as NowContact], Date.now()))
    }
    return follow({ url: '/api/sidebar/now/stream', token, heard, became: setStream, ended: () => sessionEnded(token()) })
  }, [])
  const people = useMemo(() => presentNow(list.data?.items ?? [], told, now), [list.data, told, now])
  return { people, stream, list }
}

function NowPart() {
  const { people, stream, list } = useNowLive()
  const now = useNow()
  const isBroken = useLasting(stream === 'broken', 5_000)
  if (list.isPending && !people.length) return <Skeleton rows={2} />
  if (list.isError && !people.length) return <Failure error={list.error} onRetry={() => void list.refetch()} />
  return (
    <Part title="现在在逛的客户" aside={isBroken ? <span className="live off" role="status">正在重连</span> : null}>
      {people.length ? (
        <ul className="list now">
          {people.map(({ contactId, name, remark, avatarUrl, last }) => (
            <li key={contactId}>
              <button type="button" className="row" onClick={() => toContact(contactId)}>
                <Avatar url={avatarUrl} name={remark || name} size={36} />
                <span className="grow">
                  <b className="strong block cut">{remark || name}</b>
                  <span className="quiet small block cut">{last.text}</span>
                </span>
                <span className={isActive(last.at, now) ? 'live on' : 'live'}>{relativeTime(last.at, now)}</span>
              </button>
            </li>
          ))}
        </ul>
      ) : (
        <Empty title="这会儿没有客户在逛" hint="有人进来，这里马上会出现" />
      )}
    </Part>
  )
}
