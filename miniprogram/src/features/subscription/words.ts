import type { OwnPeriod, PlanOffer, Upgrade } from '@siyu/client/shapes'
import { discountText, yuan } from '@/shared/lib/money'
import { whenText } from '@/shared/lib/time'

/** What a plan gives, one line each. */
export const benefits = (plan: PlanOffer): string[] => [
  plan.pricePercent < 100 ? `全场商品享会员价 ${discountText(plan.pricePercent)}` : '',
  plan.freeFreight ? '全场包邮' : '',
  plan.pointsPercent > 100 ? `购物积分 ${plan.pointsPercent / 100} 倍` : '',
].filter(Boolean)

/** "每月 ¥9.90", "每年 ¥199.00（约 ¥16.58/月）" */
export const priceWords = (plan: PlanOffer): string => {
  if (plan.months === 1) return '每月'
  const years = plan.months === 12 ? '每年' : `每 ${plan.months} 个月`
  return `${years}，约 ${yuan(Math.round(plan.priceFen / plan.months))} / 月`
}

const DAY_SECONDS = 86_400

/** "20 天", "3 小时 20 分" */
export const spanText = (seconds: number): string => {
  if (seconds >= DAY_SECONDS) return `${Math.floor(seconds / DAY_SECONDS)} 天 ${Math.floor((seconds % DAY_SECONDS) / 3600)} 小时`
  return `${Math.floor(seconds / 3600)} 小时 ${Math.floor((seconds % 3600) / 60)} 分`
}

/** The pro-rata calculation, line by line; the last line is what is charged. */
export const upgradeLines = (upgrade: Upgrade): { name: string; value: string }[] => [
  { name: '新方案价格', value: yuan(upgrade.priceFen) },
  { name: '当前已付', value: yuan(upgrade.valueFen) },
  { name: '其中还没用的时间', value: `${spanText(upgrade.unusedSeconds)} / ${spanText(upgrade.totalSeconds)}` },
  { name: '抵扣（不足一分的进一分）', value: `-${yuan(upgrade.creditFen)}` },
]

/** A later upgrade has credited what was unused of this one. */
export const isCredited = (period: OwnPeriod, all: readonly OwnPeriod[]): boolean =>
  period.kind !== 'upgrade' && period.paidFen > 0 && all.some((one) => one.kind === 'upgrade' && one.creditFen > 0 && one.no > period.no && one.startsAt < period.endsAt && one.endsAt > period.endsAt)

export const periodText = (period: OwnPeriod): string => `${whenText(period.startsAt)} 至 ${whenText(period.endsAt)}`

export const periodPaid = (period: OwnPeriod): string => {
  if (period.kind === 'trial') return '免费'
  if (period.kind === 'merged') return '并入'
  return period.creditFen ? `${yuan(period.paidFen)}（另抵扣 ${yuan(period.creditFen)}）` : yuan(period.paidFen)
}
