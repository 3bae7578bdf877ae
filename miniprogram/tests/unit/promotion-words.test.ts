import { expect, test } from 'vitest'
import { hintsOf, rowPrice } from '@/features/cart/hints'
import { canUse, spanText } from '@/features/coupons/wallet/words'
import { activityOf, activityParams } from '@/shared/lib/activity'
import { askedOf, linesParam } from '@/shared/lib/basket-params'
import { remainingText } from '@/shared/lib/time'
import { earlyLines, shownPrice, timedOf, withSkew } from '@/shared/promotion/timed'
import { claimWords, soldPart, takenPercent, takenText, worthOf } from '@/shared/promotion/words'
import { lineOf } from '../fixtures/cart'
import { detailOf, id } from '../fixtures/goods'
import { heldOf, offerOf, offersFor, PROMOTED } from '../fixtures/promotions'

const NOW = Date.parse('2026-11-27T04:00:00Z')

test.each([
  [1000, 1000, 0], [1000, 999, 1], [1000, 1, 99], [1000, 0, 100], [320, 120, 62], [3, 1, 66], [0, 0, 100],
])('of %i with %i left %i per cent are gone', (total, remaining, percent) => expect(takenPercent(total, remaining)).toBe(percent))

test('the bar of a coupon says what is gone and what is left', () => {
  expect(takenText({ total: 320, remaining: 120 })).toBe('已领 62%，剩 120 张')
  expect(takenText({ total: 320, remaining: 320 })).toBe('共 320 张')
  expect(takenText({ total: 320, remaining: 0 })).toBe('320 张已领完')
})

test('goods without a limit say nothing of one', () => {
  expect(soldPart(null, null)).toBe('')
  expect(soldPart(100, 37)).toBe('已抢 63%，剩 37 件')
  expect(soldPart(100, 100)).toBe('限量 100 件')
  expect(soldPart(100, 0)).toBe('100 件已抢完')
})

test.each([
  ['claimable', 0, '领取', true], ['claimable', 1, '再领一张', true], ['claimed', 1, '已领取', false], ['sold_out', 0, '已领完', false], ['not_yet', 0, '即将开始', false],
] as const)('%s with %i claimed says %s', (state, claimed, text, canClaim) => expect(claimWords({ state, claimed })).toEqual({ text, canClaim }))

test('what a coupon is worth, by its kind', () => {
  expect(worthOf('amount', 3050, 19900)).toEqual({ sign: '¥', figure: '30.5', unit: '', name: '满减券' })
  expect(worthOf('amount', 500, 0).name).toBe('无门槛券')
  expect(worthOf('percent', 95, 0)).toEqual({ sign: '', figure: '9.5', unit: '折', name: '折扣券' })
  expect(worthOf('freight', 1000, 0)).toEqual({ sign: '¥', figure: '10', unit: '', name: '运费券' })
  expect(worthOf('gift', 1, 0).figure).toBe('赠品')
})

test('a coupon of the wallet says when it counts, and is offered for use only then', () => {
  expect(spanText({ validFrom: '2026-11-26T04:00:00Z', validUntil: '2026-11-28T15:59:00Z' }, NOW)).toBe('有效期至 明天 23:59')
  expect(spanText({ validFrom: '2026-12-01T00:00:00Z', validUntil: '2026-12-05T00:00:00Z' }, NOW)).toBe('12月1日 08:00 至 12月5日 08:00')
  expect(canUse('usable', heldOf(1))).toBe(true)
  expect(canUse('usable', heldOf(1, { stateText: '订单待付款，已为您占用' }))).toBe(false)
  expect(canUse('used', heldOf(1))).toBe(false)
})

const product = detailOf(PROMOTED)
const [sku] = product.skus
const offers = offersFor(PROMOTED)
const viewer = { levelCode: 'silver', nowMs: Date.parse(offers.now) }

test('a limited-time price counts while there are units, before its end, and below the member price', () => {
  const [timed] = offers.timed
  expect(timedOf(offers.timed, sku!, viewer)?.priceFen).toBe(12900)
  expect(timedOf([{ ...timed!, remaining: 0 }], sku!, viewer)).toBeNull()
  expect(timedOf([{ ...timed!, remaining: null, total: null }], sku!, viewer)).not.toBeNull()
  expect(timedOf(offers.timed, sku!, { ...viewer, nowMs: Date.parse(timed!.endsAt) })).toBeNull()
  const between = (sku!.memberPriceFen! + sku!.priceFen) / 2
  expect(timedOf([{ ...timed!, priceFen: between }], sku!, viewer)).toBeNull()
  expect(timedOf([{ ...timed!, priceFen: between, withMember: true }], sku!, viewer)).not.toBeNull()
})

test('a member-day price is shown to its levels alone', () => {
  const timed = [{ ...offers.timed[0]!, levelCodes: ['gold'] }]
  expect(timedOf(timed, sku!, viewer)).toBeNull()
  expect(timedOf(timed, sku!, { ...viewer, levelCode: null })).toBeNull()
  expect(timedOf(timed, sku!, { ...viewer, levelCode: 'gold' })?.priceFen).toBe(12900)
})

test('an early buyer is told when everybody may, until then', () => {
  const [tag, plain] = offers.tags
  const opensAt = '2026-11-27T12:00:00Z'
  const tags = [{ ...tag!, opensAt, earlyText: '会员提前购，20:00 向所有人开始' }, plain!]
  expect(earlyLines(tags, Date.parse(opensAt) - 1)).toEqual([{ campaignId: tag!.campaignId, text: '限时价 · 会员提前购，20:00 向所有人开始' }])
  expect(earlyLines(tags, Date.parse(opensAt))).toEqual([])
  expect(earlyLines(offers.tags, 0)).toEqual([])
})

test('the price block shows the lowest price, and the one of the chosen SKU', () => {
  expect(shownPrice(product, offers.timed, null, viewer)).toMatchObject({ fen: 12900, wasFen: 15900, from: true, memberFen: null })
  expect(shownPrice(product, offers.timed, product.skus[1]!, viewer)).toMatchObject({ fen: 17900, timed: null, memberFen: 17005, from: false })
  expect(shownPrice(product, [], null, viewer)).toMatchObject({ fen: 15900, from: true, timed: null, memberFen: 15105 })
})

test('countdowns go by the server’s clock', () => {
  const { skewMs } = withSkew({ ...offers, now: '2026-11-27T04:00:10Z' }, NOW)
  expect(skewMs).toBe(10_000)
  expect(remainingText('2026-11-27T04:01:00Z', NOW + skewMs)).toBe('00:50')
  expect(remainingText('2026-11-29T05:01:01Z', NOW)).toBe('2 天 01:01:01')
})

test('the cart hints at what lacks least, and at free freight', () => {
  const miss = (addFen: number | null, reason: string) => ({ campaignId: id(13, 1), label: '满减', reason, addFen })
  const nearest = { couponId: id(12, 1), addFen: 900, saveFen: 500, text: '再买 9 元可用「满减券」，多省 5 元' }
  const totals = { goodsFen: 9900, discountFen: 0, freightFen: 0, payableFen: 9900, savedFen: 0 }
  expect(hintsOf({ totals, misses: [miss(1200, '再买 12 元可减 30 元'), miss(null, '再选 1 件')], nearest: null, hint: null })).toEqual(['再买 12 元可减 30 元'])
  expect(hintsOf({ totals, misses: [miss(1200, '再买 12 元可减 30 元')], nearest, hint: '还差 57.00 元免运费' })).toEqual([nearest.text, '还差 57.00 元免运费'])
  expect(hintsOf({ totals, misses: [miss(9901, '再买 99.01 元可减 30 元'), miss(null, '再选 1 件')], nearest: null, hint: null })).toEqual([])
})

test('a line at a limited price shows the unit’s price, or its sum where not all units get it', () => {
  const line = { ...lineOf({ skuId: id(2, 0), quantity: 2, selected: true }), activityLabel: '限时价' }
  expect(rowPrice({ ...line, lineFen: 5980 })).toEqual({ fen: 2990, wasFen: 3990, isSum: false })
  expect(rowPrice({ ...line, quantity: 3, lineFen: 10970 })).toEqual({ fen: 10970, wasFen: 11970, isSum: true })
  expect(rowPrice({ ...line, activityLabel: null, memberPriceFen: 3790 })).toEqual({ fen: 3790, wasFen: 3990, isSum: false })
})

test('the confirm page knows what it was opened for', () => {
  const activity = { kind: 'bargain' as const, campaignId: id(13, 4), size: null, teamId: null, bargainId: id(14, 1) }
  expect(activityOf(activityParams(activity) as Record<string, string>)).toEqual(activity)
  for (const wrong of ['', 'flash', 'bargain']) expect(activityOf({ activity: wrong })).toBeNull()
  expect(askedOf({ source: 'direct', skuId: id(2, 0), quantity: '2', ...(activityParams(activity) as Record<string, string>) })).toEqual({ source: 'direct', lines: [{ skuId: id(2, 0), quantity: 2 }], activity })
  expect(askedOf({ source: 'direct', lines: linesParam([{ skuId: id(2, 0), quantity: 1 }, { skuId: id(2, 1), quantity: 2 }]) })).toEqual({ source: 'direct', lines: [{ skuId: id(2, 0), quantity: 1 }, { skuId: id(2, 1), quantity: 2 }] })
  expect(askedOf({ source: 'cart' })).toEqual({ source: 'cart', lines: [] })
  expect(askedOf({ source: 'direct' })).toEqual({ source: 'cart', lines: [] })
})

test('an offer that was claimed twice may be claimed a third time', () => expect(claimWords(offerOf(1, { claimed: 2, perMemberMax: 3 }))).toEqual({ text: '再领一张', canClaim: true }))
