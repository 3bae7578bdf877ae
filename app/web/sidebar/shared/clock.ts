/** Times of Asia/Shanghai (UTC+8, no daylight saving), as the guide reads and sets them. */
const OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** `14:32`. */
export const clockOf = (at: string): string => new Date(Date.parse(at) + OFFSET_MS).toISOString().slice(11, 16)

/** `11月28日`. */
export const dayOf = (at: string): string => {
  const local = new Date(Date.parse(at) + OFFSET_MS)
  return `${local.getUTCMonth() + 1}月${local.getUTCDate()}日`
}

export type Due = 'today' | 'tomorrow' | 'in3days'
export const DUES: readonly (readonly [Due, string])[] = [['today', '今天'], ['tomorrow', '明天'], ['in3days', '三天后']]

const MORNING_HOUR = 10
const EVENING_HOUR = 20

/**
 * When a task of this day is due: in the morning, when the shop's day begins. Today: by the evening, or in an hour
 * where that is near or over, but not tomorrow.
 */
export function dueAt(due: Due, nowMs: number): string {
  const midnight = Math.floor((nowMs + OFFSET_MS) / DAY_MS) * DAY_MS - OFFSET_MS
  if (due === 'today') {
    const soon = Math.max(midnight + EVENING_HOUR * HOUR_MS, nowMs + HOUR_MS)
    return new Date(Math.max(Math.min(soon, midnight + DAY_MS - 60_000), nowMs + 60_000)).toISOString()
  }
  const days = due === 'tomorrow' ? 1 : 3
  return new Date(midnight + days * DAY_MS + MORNING_HOUR * HOUR_MS).toISOString()
}

/** `今天 20:00`, `明天 10:00`, `12月1日 10:00`. */
export function dueText(at: string, nowMs: number): string {
  const day = (ms: number): number => Math.floor((ms + OFFSET_MS) / DAY_MS)
  const days = day(Date.parse(at)) - day(nowMs)
  const name = days === 0 ? '今天' : days === 1 ? '明天' : days === 2 ? '后天' : days === -1 ? '昨天' : dayOf(at)
  return `${name} ${clockOf(at)}`
}
