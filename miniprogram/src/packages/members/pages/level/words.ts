import type { Birthday } from '@siyu/client/shapes'

/** "1993年5月1日", or "5月1日" where no year was told; empty: none. */
export const birthdayText = ({ month, day, year }: Birthday): string => (month === null ? '' : `${year === null ? '' : `${year}年`}${month}月${day}日`)

export const signedText = (value: number): string => (value > 0 ? `+${value}` : `−${-value}`)

export interface BirthdayDraft { year: string; month: string; day: string }

const whole = (text: string): number | null => (/^\d{1,4}$/.test(text.trim()) ? Number(text) : null)

/** What is sent, or a sentence on what is missing. The server has the last word on what is a day. */
export const checkedBirthday = (draft: BirthdayDraft): { month: number; day: number; year: number | null } | string => {
  const month = whole(draft.month)
  const day = whole(draft.day)
  const year = draft.year.trim() === '' ? null : whole(draft.year)
  if (month === null || month < 1 || month > 12) return '月份请填 1 到 12'
  // A leap year where none is told: 29 February is a birthday.
  const last = new Date(Date.UTC(year ?? 2000, month, 0)).getUTCDate()
  if (day === null || day < 1 || day > last) return `${month} 月的日期请填 1 到 ${last}`
  if (draft.year.trim() !== '' && (year === null || year < 1900)) return '年份请填四位数字，或者留空'
  return { month, day, year }
}
