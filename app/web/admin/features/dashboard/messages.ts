import type { Dashboard } from '../../../shared/api/shapes-office'
import { priceShort } from '../../../shared/format/money'

/** The hour that sold most, in words. Hours still to come are zero and cannot win. */
export function hoursMessage(hourly: Dashboard['hourly']): string {
  const best = hourly.reduce<Dashboard['hourly'][number] | null>((top, point) => (point.gmvFen > (top?.gmvFen ?? 0) ? point : top), null)
  return best ? `今天 ${best.hour} 时卖得最多，成交 ${priceShort(best.gmvFen)}` : '今天还没有成交'
}

/** The last full week against the one before. Today is not over and does not count. */
export function daysMessage(days: Dashboard['days']): string {
  const full = days.slice(0, -1)
  const sum = (part: Dashboard['days']): number => part.reduce((total, day) => total + day.gmvFen, 0)
  const week = sum(full.slice(-7))
  const before = sum(full.slice(-14, -7))
  if (full.length < 14 || before === 0) return `近 ${days.length} 天成交 ${priceShort(sum(days))}`
  const percent = Math.round(((week - before) / before) * 100)
  if (percent === 0) return `近 7 天成交 ${priceShort(week)}，与前 7 天持平`
  return `近 7 天成交 ${priceShort(week)}，比前 7 天${percent > 0 ? '多' : '少'} ${Math.abs(percent)}%`
}
