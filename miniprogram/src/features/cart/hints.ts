import type { Cart, CartLine } from '@siyu/client/shapes'

/**
 * What a little more would bring: the promotion or coupon that lacks least, then free freight. At most two sentences. What
 * asks for more than the cart costs now is no little more, and is not urged.
 */
export const hintsOf = ({ misses, nearest, hint, totals }: Pick<Cart, 'misses' | 'nearest' | 'hint' | 'totals'>): string[] => {
  const within = misses.flatMap(({ addFen, reason }) => (addFen ? [{ addFen, text: reason }] : []))
  if (nearest) within.push({ addFen: nearest.addFen, text: nearest.text })
  const [first] = within.filter((one) => one.addFen <= totals.payableFen).sort((a, b) => a.addFen - b.addFen)
  return [first?.text, hint].filter((text): text is string => Boolean(text))
}

export interface RowPrice { fen: number; wasFen: number | null; isSum: boolean }

/** The price of one unit; where only some units get a limited price there is none, and the line's sum is shown instead. */
export const rowPrice = (line: CartLine): RowPrice => {
  if (!line.activityLabel) return { fen: line.memberPriceFen ?? line.priceFen, wasFen: line.memberPriceFen === null ? null : line.priceFen, isSum: false }
  const unitFen = line.lineFen / line.quantity
  return Number.isInteger(unitFen) ? { fen: unitFen, wasFen: line.priceFen, isSum: false } : { fen: line.lineFen, wasFen: line.priceFen * line.quantity, isSum: true }
}
