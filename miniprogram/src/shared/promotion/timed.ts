import type { OfferTag, ProductDetail, ProductOffers, Sku, TimedSku } from '@siyu/client/shapes'

/** What the server told, and how far the phone's clock is behind the server's. */
export type Offers = ProductOffers & { skewMs: number }

export const withSkew = (offers: ProductOffers, phoneMs: number): Offers => ({ ...offers, skewMs: Date.parse(offers.now) - phoneMs })

/** For whom and when: `nowMs` by the server's clock. */
export interface Viewer { levelCode: string | null; nowMs: number }

/**
 * The limited-time price that counts for a SKU, as the pricing engine picks it: the first that has units left and, unless
 * the member price comes on top, is lower than the member price. Null: the list or the member price counts.
 */
export const timedOf = (timed: TimedSku[], sku: Sku, { levelCode, nowMs }: Viewer): TimedSku | null =>
  timed.find((one) => {
    if (one.skuId !== sku.id || one.remaining === 0 || Date.parse(one.endsAt) <= nowMs) return false
    const levels = one.levelCodes
    if (levels.length && (levelCode === null || !levels.includes(levelCode))) return false
    return one.priceFen < (one.withMember ? sku.priceFen : (sku.memberPriceFen ?? sku.priceFen))
  }) ?? null

/** What the viewer may buy before it starts for everybody, and when that is. */
export const earlyLines = (tags: OfferTag[], nowMs: number): { campaignId: string; text: string }[] =>
  tags.flatMap(({ campaignId, label, opensAt, earlyText }) => (earlyText && opensAt && Date.parse(opensAt) > nowMs ? [{ campaignId, text: `${label} · ${earlyText}` }] : []))

export interface ShownPrice { fen: number; wasFen: number | null; from: boolean; timed: TimedSku | null; memberFen: number | null }

/** What the price block shows: the chosen SKU's price, else the lowest of all. */
export const shownPrice = (product: ProductDetail, timed: TimedSku[], sku: Sku | null, viewer: Viewer): ShownPrice => {
  const asked = sku ? [sku] : product.skus
  const priced = asked.map((one) => ({ sku: one, timed: timedOf(timed, one, viewer) }))
  const fenOf = (one: (typeof priced)[number]): number => one.timed?.priceFen ?? one.sku.priceFen
  const lowest = priced.reduce<(typeof priced)[number] | null>((best, one) => (best === null || fenOf(one) < fenOf(best) ? one : best), null)
  if (!lowest?.timed) {
    return {
      fen: sku?.priceFen ?? product.priceFen, wasFen: sku?.marketPriceFen ?? product.marketPriceFen, from: !sku && product.maxPriceFen > product.priceFen,
      timed: null, memberFen: sku ? sku.memberPriceFen : product.memberPriceFen,
    }
  }
  return {
    fen: lowest.timed.priceFen, wasFen: lowest.sku.priceFen, from: !sku && priced.some((one) => fenOf(one) > fenOf(lowest)), timed: lowest.timed,
    // With a limited-time price the member price counts only where it comes on top, and then the server computes it.
    memberFen: null,
  }
}
