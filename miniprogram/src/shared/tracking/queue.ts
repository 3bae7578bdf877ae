/** What a shopper did, as it waits to be reported; pure, so that it can be tried. */

export type TrackedKind = 'page' | 'product_view' | 'product_leave' | 'search' | 'cart_add' | 'cart_remove' | 'checkout_begin'
export interface Tracked {
  id: string
  kind: TrackedKind
  at: number
  productId?: string
  skuId?: string
  quantity?: number
  text?: string
  viewId?: string
  dwellMs?: number
}
export interface Report { sentAt: string; events: (Omit<Tracked, 'at'> & { at: string })[] }

/** The server takes so many at once. */
export const BATCH_MAX = 50
/** A phone that is offline keeps the newest. */
export const WAITING_MAX = 200
/** Older ones the server does not keep. */
const WAITING_MS_MAX = 24 * 3_600_000
const TEXT_MAX = 64
const DWELL_MS_MAX = 3_600_000

export const stillWaiting = (waiting: readonly Tracked[], now: number): Tracked[] => waiting.filter((one) => now - one.at < WAITING_MS_MAX && one.at <= now)

export const withTracked = (waiting: readonly Tracked[], one: Tracked): Tracked[] => {
  const tidy = { ...one, ...(one.text === undefined ? {} : { text: one.text.slice(0, TEXT_MAX) }), ...(one.dwellMs === undefined ? {} : { dwellMs: Math.max(0, Math.min(DWELL_MS_MAX, Math.round(one.dwellMs))) }) }
  return [...waiting, tidy].slice(-WAITING_MAX)
}

/** The oldest first; null: there is nothing to report. */
export const reportOf = (waiting: readonly Tracked[], now: number): Report | null => {
  const events = stillWaiting(waiting, now).slice(0, BATCH_MAX)
  if (!events.length) return null
  return { sentAt: new Date(now).toISOString(), events: events.map((one) => ({ ...one, at: new Date(one.at).toISOString() })) }
}

/** What a report took with it is gone, whatever came meanwhile. */
export const without = (waiting: readonly Tracked[], report: Report): Tracked[] => {
  const gone = new Set(report.events.map((one) => one.id))
  return waiting.filter((one) => !gone.has(one.id))
}

/** How long a page was looked at: time runs while it is on the screen. */
export class Dwell {
  private total = 0
  private since: number | null = null

  show(now: number): void { this.since ??= now }

  /** So far, in milliseconds; never less than before. */
  hide(now: number): number {
    if (this.since !== null) this.total += Math.max(0, now - this.since)
    this.since = null
    return this.total
  }
}
