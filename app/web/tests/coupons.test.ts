import { describe, expect, test } from 'vitest'
import { channelPath, checkCoupon, couponBody, couponEffects, couponSummary, emptyCoupon, grantPercent, memberIdsOf, validityText, withKind, withLayer } from '../admin/features/promotion/coupon-draft'

const NOW = Date.parse('2026-11-28T02:03:04Z')
const empty = emptyCoupon(NOW)
const whole = { ...empty, name: '见面礼', claimUntil: '2026-12-31T00:00:00.000Z', rule: { ...empty.rule, value: 1_500, minFen: 9_900 } }

describe('a coupon before it is sent', () => {
  test('claiming begins now, to the minute, and everything else is asked for', () => {
    expect(empty.claimFrom).toBe('2026-11-28T02:03:00.000Z')
    expect(Object.keys(checkCoupon(empty))).toEqual(['name', 'rule.value', 'claimUntil'])
    expect(checkCoupon(whole)).toEqual({})
    expect(couponBody(whole, 2)).toMatchObject({ version: 2, validDays: 30, validFrom: null })
  })

  test('what it takes off is below its threshold', () => {
    expect(checkCoupon({ ...whole, rule: { ...whole.rule, value: 9_900 } })).toEqual({ 'rule.value': '要小于门槛 99 元' })
  })

  test('a fixed time needs both ends, in order', () => {
    expect(Object.keys(checkCoupon({ ...whole, validDays: null }))).toEqual(['validFrom', 'validUntil'])
    expect(checkCoupon({ ...whole, validDays: null, validFrom: '2026-12-02T00:00:00Z', validUntil: '2026-12-01T00:00:00Z' })).toEqual({ validUntil: '要晚于开始使用的时间' })
  })

  test('kind and layer keep one another right', () => {
    const freight = withKind(whole.rule, 'freight')
    expect(freight).toMatchObject({ layer: 'freight', value: 0, scope: { kind: 'all' } })
    expect(withKind(freight, 'percent')).toMatchObject({ layer: 'shop', value: 90 })
    expect(withLayer(whole.rule, 'category').scope.kind).toBe('categories')
    expect(withLayer(withLayer(whole.rule, 'product'), 'shop').scope.kind).toBe('all')
  })

  test('in words', () => {
    expect(couponSummary(whole.rule)).toBe('满 99 元减 15 元')
    expect(couponSummary({ ...whole.rule, kind: 'percent', value: 88, minFen: 0, capFen: 4_000 })).toBe('无门槛享 8.8 折，最多减 40 元')
    expect(validityText(whole)).toBe('领取后 30 天内有效')
    expect(couponEffects(whole)).toContain('全部用掉最多优惠 ¥15,000.00')
    expect(couponEffects({ ...whole, rule: { ...whole.rule, kind: 'percent', value: 90 } })).toContain('没有封顶金额，优惠成本没有上限')
  })
})

describe('handing out', () => {
  test('ids out of whatever was pasted, each once', () => {
    const id = '01234567-89ab-7cde-8f01-23456789abcd'
    expect(memberIdsOf(`${id}，${id.toUpperCase()}\n abc`)).toEqual({ ids: [id], wrong: ['abc'] })
    expect(memberIdsOf(' \n')).toEqual({ ids: [], wrong: [] })
  })

  test('a grant is at 100 only when it is over', () => {
    const grant = { total: 200, granted: 199, passedOver: 1, state: 'running' }
    expect(grantPercent(grant)).toBe(99)
    expect(grantPercent({ ...grant, state: 'done' })).toBe(100)
    expect(grantPercent({ total: 0, granted: 0, passedOver: 0, state: 'running' })).toBe(0)
    expect(grantPercent({ ...grant, granted: 50, passedOver: 0, state: 'stopped' })).toBe(25)
  })

  test('the path that a channel is shared by', () => expect(channelPath('aB3')).toBe('packages/promotion/pages/coupons/centre?code=aB3'))
})
