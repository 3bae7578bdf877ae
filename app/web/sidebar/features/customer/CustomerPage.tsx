import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef, useState, type KeyboardEvent, type ReactElement } from 'react'
import { Problem } from '../../../shared/api/problem'
import type { Host, Place } from '../../host'
import type { OpenChat } from '../../shared/chat'
import { keep, kept } from '../../shared/keep'
import { useContact } from '../../shared/queries'
import { toHome } from '../../shared/route'
import type { Contact } from '../../shared/shapes'
import { Empty, Failure, Skeleton } from '../../shared/ui'
import { OrdersTab } from '../orders/OrdersTab'
import { ProfileTab } from '../profile/ProfileTab'
import { RadarTab } from '../radar/RadarTab'
import { useRadar } from '../radar/useRadar'
import { ScriptsTab } from '../scripts/ScriptsTab'
import { TasksTab } from '../tasks/TasksTab'
import { Who } from './Who'
import './customer.css'

const TABS = [['radar', '动态'], ['profile', '画像'], ['orders', '订单'], ['scripts', '话术'], ['tasks', '任务']] as const
type TabName = (typeof TABS)[number][0]
/** What is read anew on turning to a tab, if it is old. */
const PARTS: Record<TabName, readonly string[]> = { radar: [], profile: ['profile', 'notes'], orders: ['orders'], scripts: ['scripts', 'coupons'], tasks: [] }

interface CustomerProps {
  contactId: string
  host: Host
  place: Place
  onBack: (() => void) | null
}

const isForeign = (error: unknown): boolean => error instanceof Problem && error.status === 404

/** Everything about one customer. All tabs are laid once the first answer is there: turning between them is instant. */
export function CustomerPage({ contactId, host, place, onBack }: CustomerProps) {
  const contact = useContact(contactId)
  if (contact.isPending)
    return (
      <>
        <div className="who waiting" aria-hidden="true"><span className="avatar" style={{ width: 44, height: 44 }} /></div>
        <div className="page"><Skeleton rows={5} /></div>
      </>
    )
  // No longer theirs: what was read before is not shown on.
  if (!contact.data || isForeign(contact.error))
    return (
      <div className="page">
        {isForeign(contact.error) ? (
          <Empty title="不是您的客户" hint="只有加了您的客户，资料才给您看">
            <button type="button" className="button" onClick={toHome}>看看谁在逛</button>
          </Empty>
        ) : (
          <Failure error={contact.error} onRetry={() => void contact.refetch()} />
        )}
        {onBack && <button type="button" className="button wide" onClick={onBack}>返回</button>}
      </div>
    )
  const chat = { host, place, contactId, canSend: place.canSend && place.contactId === contactId }
  return <Tabs contact={contact.data} chat={chat} onBack={onBack} />
}

function Tabs({ contact, chat, onBack }: { contact: Contact; chat: OpenChat; onBack: (() => void) | null }) {
  const { contactId } = contact
  const radar = useRadar(contactId)
  const queries = useQueryClient()
  const [tab, setTab] = useState<TabName>(() => TABS.find(([name]) => name === kept('tab'))?.[0] ?? 'radar')
  const [laid, setLaid] = useState<ReadonlySet<TabName>>(new Set([tab]))
  const seen = useRef(radar.events[0]?.id)
  if (tab === 'radar') seen.current = radar.events[0]?.id
  const hasNews = radar.events[0]?.id !== seen.current

  useEffect(() => {
    // After the first picture stands: the others are read while nobody waits for them.
    const timer = setTimeout(() => setLaid(new Set(TABS.map(([name]) => name))), 400)
    return () => clearTimeout(timer)
  }, [])

  const turn = (name: TabName): void => {
    setTab(name)
    for (const part of PARTS[name]) void queries.refetchQueries({ queryKey: ['contact', contactId, part], stale: true })
    setLaid((before) => new Set([...before, name]))
    keep('tab', name)
  }
  const turnByKey = (event: KeyboardEvent<HTMLDivElement>): void => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
    if (!step) return
    event.preventDefault()
    const place = TABS.findIndex(([name]) => name === tab)
    const [next] = TABS[(place + step + TABS.length) % TABS.length] as (typeof TABS)[number]
    turn(next)
    document.getElementById(`tab-${next}`)?.focus()
  }

  const name = contact.remark || contact.name
  const hasShop = contact.shopping !== null
  const content: Record<TabName, ReactElement> = {
    radar: <RadarTab radar={radar} cart={contact.shopping?.cart} />,
    profile: <ProfileTab contact={contact} />,
    orders: <OrdersTab chat={chat} name={name} hasShop={hasShop} />,
    scripts: <ScriptsTab chat={chat} name={name} hasShop={hasShop} told={radar.told} isShown={tab === 'scripts'} />,
    tasks: <TasksTab contactId={contactId} />,
  }
  const counts: Partial<Record<TabName, number>> = { orders: contact.counts.afterSales, tasks: contact.counts.tasks }
  return (
    <>
      <Who contact={contact} last={radar.events[0]} stream={radar.stream} onBack={onBack} />
      <div className="tabs" role="tablist" aria-label="这位顾客" onKeyDown={turnByKey}>
        {TABS.map(([key, words]) => (
          <button
            key={key} id={`tab-${key}`} type="button" role="tab" aria-selected={tab === key} aria-controls={`panel-${key}`} tabIndex={tab === key ? 0 : -1}
            onClick={() => turn(key)}
          >
            {words}
            {(counts[key] ?? 0) > 0 && <span className="count">{counts[key]}</span>}
            {key === 'radar' && hasNews && <span className="dot" aria-label="有新动态" />}
          </button>
        ))}
      </div>
      <div className="panels">
        {TABS.map(([key, words]) => laid.has(key) && (
          <div key={key} id={`panel-${key}`} className="panel" role="tabpanel" aria-label={words} aria-hidden={tab !== key}>{content[key]}</div>
        ))}
      </div>
    </>
  )
}
