import type { CouponShelf, WalletCoupon } from '@siyu/client/shapes'
import { whenText } from '@/shared/lib/time'

export const SHELVES: { key: CouponShelf; text: string }[] = [{ key: 'usable', text: '可使用' }, { key: 'used', text: '已使用' }, { key: 'expired', text: '已过期' }]

export const EMPTY_WORDS: Record<CouponShelf, { title: string; hint: string }> = {
  usable: { title: '还没有可用的优惠券', hint: '去领券中心看看，领到的会放在这里' },
  used: { title: '还没有用过优惠券', hint: '结算时会自动用上省钱的券' },
  expired: { title: '没有过期的优惠券', hint: '快到期的券会在这里提前标出来' },
}

/** From when to when it counts, in words; what is over says only when it ended. */
export const spanText = ({ validFrom, validUntil }: Pick<WalletCoupon, 'validFrom' | 'validUntil'>, nowMs: number): string =>
  Date.parse(validFrom) > nowMs ? `${whenText(validFrom, nowMs)} 至 ${whenText(validUntil, nowMs)}` : `有效期至 ${whenText(validUntil, nowMs)}`

/** Can it be used at once? What an order holds or what is not valid yet only says so. */
export const canUse = (shelf: CouponShelf, coupon: WalletCoupon): boolean => shelf === 'usable' && coupon.stateText === '可使用'
