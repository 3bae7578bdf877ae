import { describe, expect, test } from 'vitest'
import type { LevelRule } from '../shared/api/shapes-levels'
import { check, discountWords, withLevel, type Draft } from '../admin/features/members/levels/draft'

const level = (code: string, name: string, growthFrom: number, discountPercent: number): LevelRule => ({
  code, name, growthFrom, discountPercent, pointsMultiplierPercent: 100, birthdayPoints: 0, freeFreight: false, freeReturns: false, earlyAccessMinutes: 0, hasConcierge: false, benefits: [],
})
const draft: Draft = {
  levels: [level('bronze', '青铜会员', 0, 100), level('silver', '白银会员', 1000, 95), level('gold', '黄金会员', 5000, 90)],
  weights: { perYuan: 1, perActiveDay: 5, perReview: 20, perShare: 5, perCheckIn: 2, interactionDailyMax: 30, protectionPercent: 80, conciergeSpendFen: 2_000_000 },
}
const changed = (place: number, patch: Partial<LevelRule>): Draft => ({ ...draft, ...withLevel(draft, place, patch) })

describe('rules of levels', () => {
  test('are right as they come', () => expect(check(draft)).toEqual({}))

  test('a level wants more growth than the one below it', () => expect(check(changed(2, { growthFrom: 1000 }))).toEqual({ 'levels.2.growthFrom': '要高于白银会员的 1000' }))

  test('a level is not dearer than the one below it', () => expect(check(changed(2, { discountPercent: 96 }))).toEqual({ 'levels.2.discountPercent': '不能比白银会员的 9.5 折差' }))

  test('a level has a name', () => expect(check(changed(1, { name: ' ' }))).toEqual({ 'levels.1.name': '请填写名称' }))

  test('a change leaves the other levels alone', () => expect(changed(1, { birthdayPoints: 9 }).levels.map((one) => one.birthdayPoints)).toEqual([0, 9, 0]))
})

test('discounts in words', () => expect([100, 95, 90, 88].map(discountWords)).toEqual(['原价', '9.5 折', '9 折', '8.8 折']))
