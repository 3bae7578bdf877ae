import type { NowContact, RadarEvent } from '../../shared/shapes'

/** A silence of so long ends a visit. */
const SILENCE_MS = 30 * 60_000
/** Done something within so long: they are in the shop. */
const ACTIVE_MS = 5 * 60_000
/** What has come live is kept up to here; older ones are read by the page. */
const LIVE_MAX = 400

export interface ShownVisit {
  /** The oldest event's id: it stays while the visit grows. */
  id: string
  startedAt: string
  lastAt: string
  dwellMs: number
  products: number
  events: RadarEvent[]
}

const msOf = ({ at }: RadarEvent): number => Date.parse(at)
const newestFirst = (one: RadarEvent, other: RadarEvent): number => msOf(other) - msOf(one) || (one.id < other.id ? 1 : -1)

/** Each event once, the newest first. The same id again replaces what was told: how long they stayed became known. */
export function merged(known: readonly RadarEvent[], told: readonly RadarEvent[]): RadarEvent[] {
  const all = new Map(known.map((event) => [event.id, event]))
  for (const event of told) {
    const before = all.get(event.id)
    // A page that was read earlier knows less than what has been told since.
    all.set(event.id, before && event.dwellMs === null && before.dwellMs !== null ? before : event)
  }
  return [...all.values()].sort(newestFirst)
}

export interface Heard {
  live: RadarEvent[]
  /** Something between what was known and what came now may be missing: the list has to be read anew. */
  hasGap: boolean
}

/** What the stream said, taken up. `reset` brings the newest; where it meets nothing that is known, there is a gap. */
export function heard(live: readonly RadarEvent[], name: string, data: string, isKnown: (id: string) => boolean): Heard {
  if (name === 'reset') {
    const { items } = JSON.parse(data) as { items: RadarEvent[] }
    const meets = items.length === 0 || items.some(({ id }) => isKnown(id)) || live.some(({ id }) => items.some((item) => item.id === id))
    return { live: meets ? merged(live, items).slice(0, LIVE_MAX) : items, hasGap: !meets }
  }
  if (name !== 'event') return { live: [...live], hasGap: false }
  return { live: merged(live, [JSON.parse(data) as RadarEvent]).slice(0, LIVE_MAX), hasGap: false }
}

/** Events, the newest first, grouped where nothing happened for half an hour. */
export function visitsOf(events: readonly RadarEvent[]): ShownVisit[] {
  const groups: RadarEvent[][] = []
  for (const event of events) {
    const group = groups.at(-1)
    const before = group?.at(-1)
    if (group && before && msOf(before) - msOf(event) <= SILENCE_MS) group.push(event)
    else groups.push([event])
  }
  return groups.map((group) => {
    const [first, last] = [group[0] as RadarEvent, group.at(-1) as RadarEvent]
    return {
      id: last.id,
      startedAt: last.at,
      lastAt: first.at,
      dwellMs: group.reduce((sum, { dwellMs }) => sum + (dwellMs ?? 0), 0),
      products: new Set(group.flatMap(({ product }) => (product ? [product.id] : []))).size,
      events: group,
    }
  })
}

export const isActive = (lastAt: string | null | undefined, nowMs: number): boolean => !!lastAt && nowMs - Date.parse(lastAt) < ACTIVE_MS

/** 42 秒, 3 分 20 秒, 1 小时 5 分. */
export function spanText(ms: number): string {
  const seconds = Math.round(ms / 1_000)
  if (seconds < 60) return `${seconds} 秒`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return seconds % 60 ? `${minutes} 分 ${seconds % 60} 秒` : `${minutes} 分钟`
  return minutes % 60 ? `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分` : `${Math.floor(minutes / 60)} 小时`
}

/** Everybody once, the latest in front; who has been silent for half an hour has left. */
export function presentNow(known: readonly NowContact[], told: readonly NowContact[], nowMs: number): NowContact[] {
  const all = new Map(known.map((one) => [one.contactId, one]))
  for (const one of told) {
    const before = all.get(one.contactId)
    if (!before || msOf(one.last) >= msOf(before.last)) all.set(one.contactId, one)
  }
  return [...all.values()].filter(({ last }) => nowMs - msOf(last) < SILENCE_MS).sort((one, other) => newestFirst(one.last, other.last))
}
