/** What goes into the search for the best coupons, and what comes out. Money is whole fen, times are ISO 8601. */

export type Layer = 'product' | 'category' | 'shop' | 'freight'
export type CouponKind = 'amount' | 'percent' | 'freight' | 'gift'

/** In this order coupons apply, one of each. */
export const LAYERS: readonly Layer[] = ['product', 'category', 'shop', 'freight']

export interface Item {
  lineId: string
  skuId: string
  productId: string
  /** Its category and those above it. */
  categoryIds: readonly string[]
  payableFen: number
  isPhysical: boolean
  /** Steps that must leave the line alone. */
  barred: readonly string[]
}

export interface Scope { kind: 'all' | 'categories' | 'products' | 'skus'; ids: readonly string[]; excludedProductIds: readonly string[] }

/** `value`: fen for `amount` and `freight`, per cent paid for `percent`. */
export interface CouponRule { kind: CouponKind; layer: Layer; value: number; minFen: number; scope: Scope; capFen?: number | null; isExclusive: boolean; giftWorthFen: number }
export interface Coupon { id: string; name: string; rule: CouponRule; validFrom: string; validUntil: string }

/** `byWeightFen` is waived from `freeFromFen` of physical goods on (null: never); `surchargeFen` by a coupon alone. */
export interface FreightCost { byWeightFen: number; freeFromFen: number | null; surchargeFen: number }
/** `choice`: what a person ticked, to be compared with the best; without one the best itself is looked for. */
export interface CombinationInput { items: readonly Item[]; coupons: readonly Coupon[]; freight: FreightCost; at: string; choice?: readonly string[] | null }

export interface CouponUse { couponId: string; offs: [lineId: string, fen: number][]; freightOffFen: number }
export interface Verdict { couponId: string; state: 'used' | 'usable' | 'unusable'; aloneOffFen: number; reason: string }
export interface Nearest { couponId: string; addFen: number; saveFen: number; text: string }

export interface Outcome {
  uses: CouponUse[]
  payableFen: number
  runnerUp: string[] | null
  runnerUpPayableFen: number | null
  verdicts: Verdict[]
  nearest: Nearest | null
}
