import dayjs, { type Dayjs } from 'dayjs'

const OFFSET_MS = 8 * 3_600_000

/** What the clock on the wall in Shanghai shows, for a picker that knows the browser's own zone only. */
export function wallOf(at: string | null): Dayjs | null {
  return at === null ? null : dayjs(new Date(Date.parse(at) + OFFSET_MS).toISOString().slice(0, 19))
}

/** The moment that a picked wall clock of Shanghai means. */
export function momentOf(wall: Dayjs | null): string | null {
  return wall === null ? null : new Date(Date.parse(`${wall.format('YYYY-MM-DDTHH:mm:00')}+08:00`)).toISOString()
}

/** `11月28日 10:00`, in Shanghai. */
export function shortMoment(at: string): string {
  return wallOf(at)?.format('M月D日 HH:mm') ?? ''
}
