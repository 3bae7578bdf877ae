import { useEffect, useMemo, useRef, useState } from 'react'
import { price } from '../../../shared/format/money'
import { relativeTime } from '../../../shared/format/time'
import { useNow } from '../../shared/hooks'
import type { Cart, RadarEvent } from '../../shared/shapes'
import { clockOf } from '../../shared/clock'
import { Empty, Failure, Part, Skeleton, Thumb } from '../../shared/ui'
import { isActive, spanText, visitsOf, type ShownVisit } from './events'
import type { Radar } from './useRadar'
import './radar.css'

/** The bar is full at three minutes: a scale that stays the same lets the eye compare customers. */
const FULL_MS = 180_000
/** Further down than this, what comes is announced and does not push the list. */
const TOP_PX = 24

const STRONG: Partial<Record<RadarEvent['kind'], string>> = {
  cart_add: 'cart', cart_remove: 'gone', checkout_begin: 'cart', ordered: 'done', paid: 'done', order_cancelled: 'gone', abandoned: 'gone', search: 'search',
}

/** Events up to the one at the top when the guide scrolled away; all of them at the top. */
function shownOf(events: readonly RadarEvent[], topId: string | null): { shown: readonly RadarEvent[]; fresh: number } {
  const place = topId === null ? 0 : Math.max(0, events.findIndex(({ id }) => id === topId))
  return { shown: events.slice(place), fresh: place }
}

export function RadarTab({ radar, cart }: { radar: Radar; cart: Cart | undefined }) {
  const { events, visits } = radar
  const now = useNow()
  const scroller = useRef<HTMLDivElement>(null)
  const [topId, setTopId] = useState<string | null>(null)
  const { shown, fresh } = useMemo(() => shownOf(events, topId), [events, topId])
  const groups = useMemo(() => visitsOf(shown), [shown])
  const newest = events[0]?.id ?? null

  const scrolled = (): void => {
    const isAtTop = (scroller.current?.scrollTop ?? 0) <= TOP_PX
    if (isAtTop && topId !== null) setTopId(null)
    if (!isAtTop && topId === null) setTopId(newest)
  }
  const toTop = (): void => {
    setTopId(null)
    scroller.current?.scrollTo({ top: 0 })
  }

  if (visits.isPending && !events.length) return <div className="page"><Skeleton rows={5} /></div>
  if (visits.isError && !events.length) return <div className="page"><Failure error={visits.error} onRetry={() => void visits.refetch()} /></div>
  return (
    <>
      {fresh > 0 && <button type="button" className="pill" onClick={toTop}>{fresh} 条新动态</button>}
      <div className="page" ref={scroller} onScroll={scrolled}>
        {cart && cart.lines > 0 && <CartPart cart={cart} nowMs={now} />}
        {groups.map((visit) => <VisitPart key={visit.id} visit={visit} nowMs={now} />)}
        {!groups.length && <Empty title="还没有动态" hint="TA 在小程序里看了什么、加了什么，会马上出现在这里" />}
        {visits.hasNextPage && <More isBusy={visits.isFetchingNextPage} onMore={() => void visits.fetchNextPage()} />}
      </div>
    </>
  )
}

/** The next page comes by itself when its button is reached. */
export function More({ isBusy, onMore }: { isBusy: boolean; onMore: () => void }) {
  const button = useRef<HTMLButtonElement>(null)
  const more = useRef(onMore)
  more.current = isBusy ? () => undefined : onMore
  useEffect(() => {
    if (!button.current) return undefined
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && more.current())
    seen.observe(button.current)
    return () => seen.disconnect()
  }, [])
  return <button ref={button} type="button" className="button plain wide" disabled={isBusy} onClick={onMore}>{isBusy ? '正在读取更早的' : '更早的'}</button>
}

function CartPart({ cart, nowMs }: { cart: Cart; nowMs: number }) {
  const [newest] = cart.items
  return (
    <Part
      title={`购物车 ${cart.quantity} 件，${price(cart.goodsFen)}`}
      aside={cart.isAbandoned && newest ? <span className="chip warning">{relativeTime(newest.addedAt, nowMs)}放进，还没买</span> : null}
    >
      <ul className="cart">
        {cart.items.map(({ product, optionText, quantity }) => (
          <li key={product.id + optionText} className="row">
            <Thumb url={product.imageUrl} size={36} />
            <span className="grow cut">{product.title}{optionText && <span className="quiet">　{optionText}</span>}</span>
            <span className="quiet">×{quantity}</span>
          </li>
        ))}
      </ul>
      {cart.lines > cart.items.length && <p className="quiet small">还有 {cart.lines - cart.items.length} 种</p>}
    </Part>
  )
}

function VisitPart({ visit, nowMs }: { visit: ShownVisit; nowMs: number }) {
  const isNow = isActive(visit.lastAt, nowMs)
  const facts = [visit.products ? `${visit.products} 件商品` : '', visit.dwellMs ? `停留 ${spanText(visit.dwellMs)}` : ''].filter(Boolean)
  return (
    <section className="part visit" aria-label={`${relativeTime(visit.startedAt, nowMs)}的访问`}>
      <header>
        <h2>{isNow ? '正在逛' : relativeTime(visit.lastAt, nowMs)}</h2>
        <span className="quiet small">{facts.join('，')}</span>
      </header>
      <ol>{visit.events.map((event) => <EventLine key={event.id} event={event} />)}</ol>
    </section>
  )
}

function EventLine({ event }: { event: RadarEvent }) {
  const { kind, product, dwellMs, text, at } = event
  const strong = STRONG[kind]
  return (
    <li className={`event ${strong ?? ''}`}>
      <time dateTime={at}>{clockOf(at)}</time>
      {product ? <Thumb url={product.imageUrl} size={36} /> : <i className="mark" aria-hidden="true" />}
      <div className="grow">
        <p className={strong && strong !== 'search' ? 'strong' : ''}>{text}</p>
        {dwellMs !== null && dwellMs > 0 && <span className="dwell" aria-hidden="true" style={{ width: `${Math.max(3, Math.min(1, dwellMs / FULL_MS) * 100)}%` }} />}
      </div>
    </li>
  )
}
