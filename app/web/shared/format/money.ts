/** Money is an integer number of fen 分 everywhere; only these functions know yuan. */

/** `123456` → `1,234.56`; negative keeps its sign in front. */
export function yuan(fen: number): string {
  const cents = Math.abs(fen)
  const whole = Math.floor(cents / 100).toString().replace(/\B(?=(\d{3})+$)/g, ',')
  return `${fen < 0 ? '−' : ''}${whole}.${(cents % 100).toString().padStart(2, '0')}`
}

/** `¥1,234.56`, and `−¥8.00` for money that goes the other way. */
export function price(fen: number): string {
  return fen < 0 ? `−¥${yuan(-fen)}` : `¥${yuan(fen)}`
}

/** Short form for axes and tiles: `¥1.2万`, `¥860`. Rounded, never for amounts that are owed. */
export function priceShort(fen: number): string {
  const whole = fen / 100
  if (Math.abs(whole) >= 10_000) return `¥${(whole / 10_000).toFixed(1).replace(/\.0$/, '')}万`
  return `¥${Math.round(whole)}`
}

/** A price or a range of prices. */
export function priceRange(lowFen: number, highFen: number): string {
  return lowFen === highFen ? price(lowFen) : `${price(lowFen)} – ${yuan(highFen)}`
}

/** Yuan typed by a person → fen; null when it is not an amount with at most two decimals. Exact: no floating point. */
export function parseYuan(text: string): number | null {
  const match = /^(\d{1,9})(?:\.(\d{0,2}))?$/.exec(text.replace(/[,，\s¥]/g, ''))
  if (!match) return null
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}

/** Change against a base in whole percent; null when there is no base to compare with. */
export function changePercent(now: number, before: number): number | null {
  return before === 0 ? null : Math.round(((now - before) / before) * 100)
}
