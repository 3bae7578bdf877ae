import { expect, test } from 'vitest'
import type { OwnPeriod, PlanOffer } from '@siyu/client/shapes'
import { benefits, isCredited, periodPaid, priceWords, spanText, upgradeLines } from '@/features/subscription/words'

const monthly = { code: 'monthly', name: '月度会员', priceFen: 990, months: 1, trialDays: 3, pricePercent: 95, freeFreight: true, pointsPercent: 150, action: 'buy', actionText: '立即开通', upgrade: null } as PlanOffer
const period = (given: Partial<OwnPeriod>): OwnPeriod => ({
  no: 1, kind: 'first', kindText: '首次开通', planName: '月度会员', startsAt: '2026-04-01T02:00:00Z', endsAt: '2026-05-01T02:00:00Z', paidFen: 990, creditFen: 0, ...given,
})

test('a plan says what it gives, and leaves out what it does not', () => {
  expect(benefits(monthly)).toEqual(['全场商品享会员价 9.5 折', '全场包邮', '购物积分 1.5 倍'])
  expect(benefits({ ...monthly, pricePercent: 100, freeFreight: false, pointsPercent: 100 })).toEqual([])
  expect(priceWords(monthly)).toBe('每月')
  expect(priceWords({ ...monthly, months: 12, priceFen: 19900 })).toBe('每年，约 ¥16.58 / 月')
})

test('the calculation of an upgrade is shown line by line', () => {
  const upgrade = { priceFen: 19900, valueFen: 990, unusedSeconds: 1_728_000, totalSeconds: 2_592_000, creditFen: 660, amountFen: 19240 }
  expect(upgradeLines(upgrade).map(({ value }) => value)).toEqual(['¥199.00', '¥9.90', '20 天 0 小时 / 30 天 0 小时', '-¥6.60'])
  expect(spanText(3 * 3600 + 20 * 60)).toBe('3 小时 20 分')
})

test('the history tells what was paid and what an upgrade credited', () => {
  const month = period({})
  const year = period({ no: 2, kind: 'upgrade', startsAt: '2026-04-11T02:00:00Z', endsAt: '2027-04-11T02:00:00Z', paidFen: 19240, creditFen: 660 })
  expect(periodPaid(year)).toBe('¥192.40（另抵扣 ¥6.60）')
  expect(periodPaid(period({ kind: 'trial', paidFen: 0 }))).toBe('免费')
  expect(isCredited(month, [year, month])).toBe(true)
  expect(isCredited(year, [year, month])).toBe(false)
  expect(isCredited(period({ endsAt: '2026-04-10T02:00:00Z' }), [year, month])).toBe(false)
})
