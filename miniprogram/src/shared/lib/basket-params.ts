import type { OrderIn } from '@siyu/client/shapes'
import { activityOf } from './activity'

type Lines = OrderIn['lines']
export type Asked = Pick<OrderIn, 'source' | 'lines' | 'activity'>

const LINES_MAX = 100

/** Several SKUs in one parameter: `<sku>*2,<sku>*1`. */
export const linesParam = (lines: Lines): string => lines.map((line) => `${line.skuId}*${line.quantity}`).join(',')

const linesOf = (text: string): Lines =>
  decodeURIComponent(text).split(',').slice(0, LINES_MAX).flatMap((part) => {
    const [skuId, quantity] = part.split('*')
    return skuId ? [{ skuId, quantity: Math.max(1, Number(quantity) || 1) }] : []
  })

/** What the confirm page is about: goods bought at once, through an activity or not, else what is ticked in the cart. */
export const askedOf = (params: Partial<Record<string, string>>): Asked => {
  const { source, skuId, quantity, lines } = params
  const several = source === 'direct' && lines ? linesOf(lines) : []
  if (several.length) return { source: 'direct', lines: several }
  if (source !== 'direct' || !skuId) return { source: 'cart', lines: [] }
  const activity = activityOf(params)
  return { source: 'direct', lines: [{ skuId, quantity: Math.max(1, Number(quantity) || 1) }], ...(activity ? { activity } : {}) }
}
