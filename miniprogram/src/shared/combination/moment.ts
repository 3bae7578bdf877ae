const FORM = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,6})\d*)?)?(Z|[+-]\d\d:?\d\d)$/
const SHANGHAI_MS = 8 * 3600 * 1000
const two = (n: number): string => String(n).padStart(2, '0')

/** Microseconds since 1970: as exact as the server's times, and below 2^53. */
export const micros = (text: string): number => {
  const found = FORM.exec(text)
  if (!found) throw new Error(`not a time: ${text}`)
  const [, year, month, day, hour, minute, second = '0', fraction = '', zone = 'Z'] = found
  const ms = Date.UTC(+year!, +month! - 1, +day!, +hour!, +minute!, +second)
  const sign = zone.startsWith('-') ? -1 : 1
  const minutes = zone === 'Z' ? 0 : sign * (+zone.slice(1, 3) * 60 + +zone.slice(-2))
  return (ms - minutes * 60_000) * 1000 + +fraction.padEnd(6, '0')
}

/** The day in Shanghai: 12 月 1 日, with its year unless it is this year; for today the hour instead. */
export const dayWords = (day: number, now: number): string => {
  const there = new Date(Math.floor(day / 1000) + SHANGHAI_MS)
  const here = new Date(Math.floor(now / 1000) + SHANGHAI_MS)
  const isThisYear = there.getUTCFullYear() === here.getUTCFullYear()
  if (isThisYear && there.getUTCMonth() === here.getUTCMonth() && there.getUTCDate() === here.getUTCDate()) {
    return `今天 ${two(there.getUTCHours())}:${two(there.getUTCMinutes())} `
  }
  return `${isThisYear ? '' : `${there.getUTCFullYear()} 年 `}${there.getUTCMonth() + 1} 月 ${there.getUTCDate()} 日`
}

/** Always two decimals: 12.00. */
export const plainYuan = (fen: number): string => `${Math.floor(fen / 100)}.${two(fen % 100)}`
