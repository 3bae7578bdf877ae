import type { CouponKind, CouponOffer } from '@siyu/client/shapes'
import { discountText, priceParts } from '../lib/money'

/** What a coupon is worth, large on its face: `sign` before and `unit` after the figure are small. */
export interface Worth { sign: string; figure: string; unit: string; name: string }

export const worthOf = (kind: CouponKind, value: number, minFen: number): Worth => {
  const { integer, fraction } = priceParts(value)
  switch (kind) {
    case 'amount': return { sign: '¥', figure: integer + fraction, unit: '', name: minFen ? '满减券' : '无门槛券' }
    case 'percent': return { sign: '', figure: discountText(value).replace(' 折', ''), unit: '折', name: '折扣券' }
    case 'freight': return { sign: '¥', figure: integer + fraction, unit: '', name: '运费券' }
    case 'gift': return { sign: '', figure: '赠品', unit: '', name: '赠品券' }
  }
}

/** The part that is gone, in whole per cent: never 100 while there is one left, never 0 once one is gone. */
export const takenPercent = (total: number, remaining: number): number => {
  if (total <= 0 || remaining <= 0) return 100
  const taken = total - remaining
  return taken <= 0 ? 0 : Math.min(99, Math.max(1, Math.floor((taken / total) * 100)))
}

/** "已领 63%，剩 120 张"; the figures are those that decide. */
export const takenText = ({ total, remaining }: Pick<CouponOffer, 'total' | 'remaining'>): string =>
  remaining <= 0 ? `${total} 张已领完` : remaining >= total ? `共 ${total} 张` : `已领 ${takenPercent(total, remaining)}%，剩 ${remaining} 张`

/** "已抢 63%，剩 12 件" of goods at a limited price; empty where nothing is limited. */
export const soldPart = (total: number | null | undefined, remaining: number | null | undefined): string =>
  total === null || total === undefined || remaining === null || remaining === undefined ? ''
    : remaining <= 0 ? `${total} 件已抢完` : remaining >= total ? `限量 ${total} 件` : `已抢 ${takenPercent(total, remaining)}%，剩 ${remaining} 件`

export interface ClaimWords { text: string; canClaim: boolean }

/** What the button on a coupon says; a second one may be allowed. */
export const claimWords = ({ state, claimed }: Pick<CouponOffer, 'state' | 'claimed'>): ClaimWords => {
  switch (state) {
    case 'claimable': return { text: claimed > 0 ? '再领一张' : '领取', canClaim: true }
    case 'claimed': return { text: '已领取', canClaim: false }
    case 'sold_out': return { text: '已领完', canClaim: false }
    case 'not_yet': return { text: '即将开始', canClaim: false }
  }
}
