/** Times are UTC on the wire and Asia/Shanghai (UTC+8, no daylight saving) before people. */
const SHANGHAI_OFFSET_MS = 8 * 3_600_000
const DAY_MS = 86_400_000

interface Parts {
  year: number
  month: number
  day: number
  clock: string
  seconds: string
  dayNumber: number
}

const two = (value: number): string => value.toString().padStart(2, '0')

function parts(ms: number): Parts {
  const local = new Date(ms + SHANGHAI_OFFSET_MS)
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    clock: `${two(local.getUTCHours())}:${two(local.getUTCMinutes())}`,
    seconds: two(local.getUTCSeconds()),
    dayNumber: Math.floor((ms + SHANGHAI_OFFSET_MS) / DAY_MS),
  }
}

/** `2026-11-22 14:32:05`. */
export function exactTime(at: string): string {
  const of = parts(Date.parse(at))
  return `${of.year}-${two(of.month)}-${two(of.day)} ${of.clock}:${of.seconds}`
}

/** `刚刚`, `8 分钟前`, `今天 14:32`, `昨天 09:10`, `11月20日 14:32`, `2025-11-20`. */
export function relativeTime(at: string, nowMs: number): string {
  const ms = Date.parse(at)
  const ago = nowMs - ms
  if (ago >= 0 && ago < 60_000) return '刚刚'
  if (ago >= 0 && ago < 3_600_000) return `${Math.floor(ago / 60_000)} 分钟前`
  const of = parts(ms)
  const now = parts(nowMs)
  const days = now.dayNumber - of.dayNumber
  if (days === 0) return `今天 ${of.clock}`
  if (days === 1) return `昨天 ${of.clock}`
  if (days === -1) return `明天 ${of.clock}`
  if (of.year === now.year) return `${of.month}月${of.day}日 ${of.clock}`
  return `${of.year}-${two(of.month)}-${two(of.day)}`
}

/** How long until `at`: `还剩 3 小时 12 分`, `已超 2 天`. */
export function remaining(at: string, nowMs: number): { late: boolean; text: string } {
  const left = Date.parse(at) - nowMs
  const span = spanText(Math.abs(left))
  return left < 0 ? { late: true, text: `已超 ${span}` } : { late: false, text: `还剩 ${span}` }
}

function spanText(ms: number): string {
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 1) return '不到 1 分钟'
  if (minutes < 60) return `${minutes} 分钟`
  const hours = Math.floor(minutes / 60)
  if (hours < 24) return minutes % 60 ? `${hours} 小时 ${minutes % 60} 分` : `${hours} 小时`
  const days = Math.floor(hours / 24)
  return hours % 24 ? `${days} 天 ${hours % 24} 小时` : `${days} 天`
}

/** First instant of a day written `2026-11-22` in Shanghai, as UTC. */
export function dayStart(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - SHANGHAI_OFFSET_MS).toISOString()
}

/** First instant after that day: ranges are half-open. */
export function dayEnd(date: string): string {
  return new Date(Date.parse(`${date}T00:00:00Z`) - SHANGHAI_OFFSET_MS + DAY_MS).toISOString()
}
