/** Months of the calendar, as the server writes them: 2026-11 and 2026-11-28. No clock of the phone takes part. */
const DAY_MS = 86_400_000
const startOf = (month: string): number => Date.parse(`${month}-01T00:00:00Z`)

/** So many months on. */
export const monthOf = (month: string, by: number): string => {
  const [year, number] = month.split('-').map(Number) as [number, number]
  return new Date(Date.UTC(year, number - 1 + by, 1)).toISOString().slice(0, 7)
}

/** The days of a month in weeks that begin on Monday; null before the first. */
export const monthGrid = (month: string): (string | null)[] => {
  const first = startOf(month)
  const count = Math.round((startOf(monthOf(month, 1)) - first) / DAY_MS)
  const before = (new Date(first).getUTCDay() + 6) % 7
  return [...Array<null>(before).fill(null), ...Array.from({ length: count }, (_, n) => new Date(first + n * DAY_MS).toISOString().slice(0, 10))]
}

export const monthWords = (month: string): string => `${month.slice(0, 4)} 年 ${Number(month.slice(5))} 月`
export const dayWords = (day: string): string => `${Number(day.slice(5, 7))} 月 ${Number(day.slice(8))} 日`
