/** Money for people. All amounts are whole fen. */

export interface PriceParts { sign: '' | '-'; integer: string; fraction: string }

/** `fraction` has its point; needless zeros go unless `exact`: 12300 → "123" + "", 12350 → "123" + ".5", exact ".50". */
export const priceParts = (fen: number, exact = false): PriceParts => {
  const whole = Math.abs(Math.round(fen))
  const digits = String(whole % 100).padStart(2, '0')
  const cents = exact ? digits : digits.replace(/0+$/, '')
  return { sign: fen < 0 ? '-' : '', integer: String(Math.floor(whole / 100)), fraction: cents ? `.${cents}` : '' }
}

/** Two decimals always, for sums that are compared: 1200 → "¥12.00", -500 → "-¥5.00". */
export const yuan = (fen: number): string => `${fen < 0 ? '-' : ''}¥${(Math.abs(fen) / 100).toFixed(2)}`

/** 95 → "9.5 折", 90 → "9 折", 100 → "". */
export const discountText = (percent: number): string =>
  percent >= 100 || percent <= 0 ? '' : `${String(percent / 10).replace(/\.0$/, '')} 折`

/** 12345 → "已售 1.2万+"; nothing is said of none. */
export const soldText = (count: number): string => {
  if (count <= 0) return ''
  return count >= 10_000 ? `已售 ${Math.floor(count / 1000) / 10}万+` : `已售 ${count}`
}
