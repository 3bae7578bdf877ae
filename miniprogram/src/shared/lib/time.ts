/** Times for people, in Asia/Shanghai whatever the phone is set to: it has no summer time, so eight hours are enough. */
const SHANGHAI_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

const two = (n: number): string => String(n).padStart(2, '0')
const wall = (ms: number): Date => new Date(ms + SHANGHAI_MS)
const dayOf = (ms: number): number => Math.floor((ms + SHANGHAI_MS) / DAY_MS)

/** "14:32" */
export const clockText = (at: string): string => {
  const d = wall(Date.parse(at))
  return `${two(d.getUTCHours())}:${two(d.getUTCMinutes())}`
}

/** "今天 14:32", "昨天 09:05", "明天 08:00", "3月5日 14:32", and with the year when it is another one. */
export const whenText = (at: string, nowMs: number = Date.now()): string => {
  const ms = Date.parse(at)
  const days = dayOf(ms) - dayOf(nowMs)
  const near = days === 0 ? '今天' : days === -1 ? '昨天' : days === 1 ? '明天' : ''
  if (near) return `${near} ${clockText(at)}`
  const d = wall(ms)
  const year = d.getUTCFullYear() === wall(nowMs).getUTCFullYear() ? '' : `${d.getUTCFullYear()}年`
  return `${year}${d.getUTCMonth() + 1}月${d.getUTCDate()}日 ${clockText(at)}`
}

/** "11月30日", and with the year when it is another one. */
export const dateText = (at: string, nowMs: number = Date.now()): string => {
  const d = wall(Date.parse(at))
  const year = d.getUTCFullYear() === wall(nowMs).getUTCFullYear() ? '' : `${d.getUTCFullYear()}年`
  return `${year}${d.getUTCMonth() + 1}月${d.getUTCDate()}日`
}

/** "2026-03-05 14:32:07", for receipts. */
export const stampText = (at: string): string => {
  const d = wall(Date.parse(at))
  return `${d.getUTCFullYear()}-${two(d.getUTCMonth() + 1)}-${two(d.getUTCDate())} ${two(d.getUTCHours())}:${two(d.getUTCMinutes())}:${two(d.getUTCSeconds())}`
}

/** What is left, "29:59", "1:02:03" or "2 天 01:02:03"; null when over. */
export const remainingText = (until: string, nowMs: number): string | null => {
  const seconds = Math.ceil((Date.parse(until) - nowMs) / 1000)
  if (seconds <= 0) return null
  const hours = Math.floor(seconds / 3600)
  const tail = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
  const days = Math.floor(hours / 24)
  return days ? `${days} 天 ${two(hours % 24)}:${tail}` : hours ? `${hours}:${tail}` : tail
}
