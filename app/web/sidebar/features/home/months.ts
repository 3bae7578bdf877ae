/** Months as `2026-11`. */
export const FIRST_MONTH = '2020-01'

export function moved(month: string, step: 1 | -1): string {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const date = new Date(Date.UTC(year, number - 1 + step, 1))
  return date.toISOString().slice(0, 7)
}

export const monthText = (month: string): string => `${month.slice(0, 4)} 年 ${Number(month.slice(5, 7))} 月`
