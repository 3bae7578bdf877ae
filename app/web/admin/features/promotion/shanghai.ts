export { momentOf, shortMoment, wallOf } from '../../shared/moment'
import { shortMoment } from '../../shared/moment'

/** How long a span is, in words: 3 天, 2 天 6 小时, 45 分钟. */
export function spanText(from: string, until: string): string {
  const minutes = Math.max(0, Math.round((Date.parse(until) - Date.parse(from)) / 60_000))
  if (minutes < 60) return `${minutes} 分钟`
  const hours = Math.floor(minutes / 60)
  const days = Math.floor(hours / 24)
  if (days === 0) return minutes % 60 ? `${hours} 小时 ${minutes % 60} 分` : `${hours} 小时`
  return hours % 24 ? `${days} 天 ${hours % 24} 小时` : `${days} 天`
}

export interface SessionTime {
  /** `10:00`. */
  at: string
  minutes: number
}
export interface Session {
  startsAt: string
  endsAt: string
  /** `11月28日 10:00 场`, to be put behind the name. */
  name: string
}

/** Every day with every time, in order; a time named twice counts once. */
export function sessionsOf(days: readonly string[], times: readonly SessionTime[]): Session[] {
  const unique = new Map<string, Session>()
  for (const day of days)
    for (const { at, minutes } of times) {
      const start = Date.parse(`${day}T${at}:00+08:00`)
      if (Number.isNaN(start) || minutes <= 0) continue
      const startsAt = new Date(start).toISOString()
      unique.set(startsAt, { startsAt, endsAt: new Date(start + minutes * 60_000).toISOString(), name: `${shortMoment(startsAt)} 场` })
    }
  return [...unique.values()].sort((one, other) => one.startsAt.localeCompare(other.startsAt))
}
