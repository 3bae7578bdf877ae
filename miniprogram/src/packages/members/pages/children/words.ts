import type { Child, ChildIn } from '@siyu/client/shapes'

/** Days are written as the server writes them, 2026-11-28, and are days in Shanghai. A month of birth is its first day. */
export const CHILDREN_MAX = 6
const AGE_YEARS_MAX = 18
const PREGNANCY_DAYS = 280
/** A child may come later than expected, and be told of after that. */
const LATE_DAYS = 42
/** So many months after the due date are offered for one tap; any other one is chosen in the sheet. */
const OFFERED_MAX = 2
const DAY_MS = 86_400_000

export const shanghaiDay = (nowMs: number): string => new Date(nowMs + 8 * 3_600_000).toISOString().slice(0, 10)

const daysBetween = (from: string, to: string): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY_MS)
const dayAfter = (day: string, by: number): string => new Date(Date.parse(day) + by * DAY_MS).toISOString().slice(0, 10)
const monthsOf = (day: string): number => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1
const monthAt = (months: number): string => `${Math.floor(months / 12)}-${String((months % 12) + 1).padStart(2, '0')}`

/** Whole weeks, from 280 days before the due date (Naegele's rule), as the server counts them. */
export const weeksOf = (dueOn: string, today: string): number => Math.floor((PREGNANCY_DAYS - daysBetween(today, dueOn)) / 7)

export const isOverdue = (child: Child, today: string): boolean => child.dueOn !== null && child.dueOn < today

/** "孕 24 周", "8 个月", "3 岁 2 个月"; of an overdue one that it has not been told of yet. */
export const ageText = (child: Child, today: string): string => {
  if (child.dueOn !== null) {
    if (isOverdue(child, today)) return '预产期已过'
    const weeks = weeksOf(child.dueOn, today)
    return weeks < 1 ? '孕 1 周内' : `孕 ${weeks} 周`
  }
  if (child.bornMonth === null) return ''
  const months = Math.max(0, monthsOf(today) - monthsOf(child.bornMonth))
  if (months === 0) return '新生儿'
  if (months < 12) return `${months} 个月`
  return months % 12 ? `${Math.floor(months / 12)} 岁 ${months % 12} 个月` : `${months / 12} 岁`
}

const dateWords = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`
export const bornWords = (month: string): string => `${month.slice(0, 4)}年${Number(month.slice(5, 7))}月`

/** What was told, in words: "预产期 3月2日，还有 94 天" or "2023年9月出生". A due date has its year where it is long past. */
export const toldText = (child: Child, today: string): string => {
  if (child.bornMonth !== null) return `${bornWords(child.bornMonth)}出生`
  if (child.dueOn === null) return ''
  const left = daysBetween(today, child.dueOn)
  const when = left > 0 ? `还有 ${left} 天` : left === 0 ? '就是今天' : `已过 ${-left} 天`
  const year = left < -PREGNANCY_DAYS ? `${child.dueOn.slice(0, 4)}年` : ''
  return `预产期 ${year}${dateWords(child.dueOn)}，${when}`
}

/** Months (2026-11) that an overdue child was most likely born in, the likeliest first. */
export const likelyMonths = (dueOn: string, today: string): string[] => {
  const count = Math.min(OFFERED_MAX, monthsOf(today) - monthsOf(dueOn) + 1)
  return Array.from({ length: count }, (_, n) => monthAt(monthsOf(dueOn) + n))
}

/** "11 月出生", and with the year when it is another one. */
export const likelyWords = (month: string, today: string): string => `${month.slice(0, 4) === today.slice(0, 4) ? '' : `${month.slice(0, 4)} 年 `}${Number(month.slice(5))} 月出生`

/** The first and the last day that the server takes for a due date. */
export const dueBounds = (today: string): [string, string] => [dayAfter(today, -LATE_DAYS), dayAfter(today, PREGNANCY_DAYS)]

/** Years of birth that the server takes, this one first. */
export const birthYears = (today: string): number[] => Array.from({ length: AGE_YEARS_MAX + 1 }, (_, n) => Number(today.slice(0, 4)) - n)

/** Whether a child may be born in this month (2026-11): not to come, and of eighteen years at most. */
export const isBirthMonth = (month: string, today: string): boolean => {
  const age = monthsOf(today) - monthsOf(month)
  return age >= 0 && age <= AGE_YEARS_MAX * 12
}

export type Kind = 'due' | 'born'
/** What is chosen in the sheet so far: a day (2027-03-02), and a month (2023-09). */
export interface Draft { kind: Kind; dueOn: string; born: string }

/** An overdue child has been born by now, or is about to be: its sheet opens at the birth. */
export const draftOf = (child: Child | null, today: string): Draft => {
  if (child === null) return { kind: 'born', dueOn: '', born: '' }
  if (child.bornMonth !== null) return { kind: 'born', dueOn: '', born: child.bornMonth.slice(0, 7) }
  const dueOn = child.dueOn ?? ''
  return { kind: isOverdue(child, today) ? 'born' : 'due', dueOn, born: '' }
}

/** What is sent, or what is missing. The server has the last word. */
export const checkedDraft = ({ kind, dueOn, born }: Draft): Required<ChildIn> | string => {
  if (kind === 'due') return dueOn ? { dueOn, bornMonth: null } : '请选择预产期'
  return born ? { dueOn: null, bornMonth: `${born}-01` } : '请选择出生年月'
}
