import { dayWords, micros, plainYuan } from './moment'
import type { Coupon, CouponRule, Item, Scope } from './types'

/** How a coupon stands to a basket. */
export interface Fit {
  held: Coupon
  /** Places of what it counts and lowers: in its scope and not barred for coupons. */
  lines: readonly number[]
  isInTime: boolean
  /** What those lines still lack to its threshold. */
  missingFen: number
  until: number
  /** Why it cannot be used now; null: it can. */
  obstacle: string | null
}

const inScope = (scope: Scope, item: Item): boolean => {
  if (scope.excludedProductIds.includes(item.productId)) return false
  switch (scope.kind) {
    case 'all': return true
    case 'categories': return item.categoryIds.some((id) => scope.ids.includes(id))
    case 'products': return scope.ids.includes(item.productId)
    case 'skus': return scope.ids.includes(item.skuId)
  }
}

/** What an `amount` or `percent` coupon takes off goods that still cost so much; what is paid is rounded half up. */
export const goodsOff = (rule: CouponRule, leftFen: number): number => {
  if (rule.kind === 'amount') return Math.min(rule.value, leftFen)
  if (rule.kind !== 'percent') return 0
  const off = leftFen - Math.floor((leftFen * rule.value + 50) / 100)
  return Math.min(off, rule.capFen ?? off)
}

export const fitOf = (held: Coupon, items: readonly Item[], at: number): Fit => {
  const here = items.map((_, i) => i).filter((i) => inScope(held.rule.scope, items[i]!))
  const lines = here.filter((i) => !items[i]!.barred.includes('coupon'))
  const missingFen = Math.max(0, held.rule.minFen - lines.reduce((sum, i) => sum + items[i]!.payableFen, 0))
  const from = micros(held.validFrom)
  const until = micros(held.validUntil)
  let obstacle: string | null = missingFen ? `还差 ${plainYuan(missingFen)} 元可用` : null
  if (at < from) obstacle = `${dayWords(from, at)}起可用`
  else if (at >= until) obstacle = '已过期'
  else if (!lines.length) obstacle = here.length ? '这些商品已享活动价，不能再用券' : '本单没有适用的商品'
  return { held, lines, isInTime: from <= at && at < until, missingFen, until, obstacle }
}

/** The same coupon once the line costs so much more. */
export const grown = (fit: Fit, line: number, addFen: number): Fit => {
  if (!fit.missingFen || !fit.lines.includes(line)) return fit
  const missingFen = Math.max(0, fit.missingFen - addFen)
  return { ...fit, missingFen, obstacle: fit.isInTime && !missingFen ? null : fit.obstacle }
}

/** What expires first in front, then by id. */
export const soonest = (a: Fit, b: Fit): number => a.until - b.until || (a.held.id < b.held.id ? -1 : a.held.id > b.held.id ? 1 : 0)
