import { expect, test } from 'vitest'
import { adviceWords } from '@/features/checkout/confirm/coupon-choice'
import { pointsWords } from '@/features/checkout/confirm/points-choice'
import { booked, endings, explained } from '@/features/points/words'
import { countText, discountParts, signedText } from '@/shared/lib/points'
import { quoteOf } from '../fixtures/cart'
import { id } from '../fixtures/goods'
import { lineOf, paidWithPoints, pointsOf, shareOf, statement } from '../fixtures/points'
import { adviceOf } from '../fixtures/promotions'

test('figures come in groups of three', () => expect([countText(1200), countText(100), countText(1234567), signedText(1200), signedText(-300), signedText(0)]).toEqual(['1,200', '100', '1,234,567', '+1,200', '-300', '0']))

test('the row says how many can be used, how many are, or why none', () => {
  expect(pointsWords(shareOf({ available: 1200 }))).toEqual({ text: '可用 1,200 积分，抵 ¥12.00', hint: '', canSwitch: true, isOn: false })
  expect(pointsWords(shareOf({ used: 1200, usedFen: 1200 }))).toEqual({ text: '用 1,200 积分，抵 ¥12.00', hint: '共 3,460 积分，本单最多用 1,200', canSwitch: true, isOn: true })
  expect(pointsWords(shareOf({ available: 80, usable: 0, usableFen: 0, reason: '满 100 积分可用' }))).toEqual({ text: '满 100 积分可用', hint: '共 80 积分', canSwitch: false, isOn: false })
  expect(pointsWords(shareOf({ available: 0, usable: 0, usableFen: 0 }))).toEqual({ text: '本单不能使用积分', hint: '', canSwitch: false, isOn: false })
})

test('points and offers are told apart, though both lower the price', () => {
  const quote = quoteOf([{ skuId: id(2, 0), quantity: 2, selected: true }], null)
  expect(discountParts(quote.derivation, quote.totals)).toEqual({ pointsFen: 0, offersFen: quote.totals.discountFen })
  const paid = paidWithPoints(quote)
  expect(discountParts(paid.derivation, paid.totals)).toEqual({ pointsFen: 1200, offersFen: quote.totals.discountFen })
})

test('coupons are compared before points, and say so', () => {
  expect(adviceWords(adviceOf(), 7581, true)).toEqual({ title: '已为您选最优，共省 ¥38.00', hint: '不算积分抵扣，换一种用法要付 ¥85.81，多付 ¥10.00' })
  expect(adviceWords(adviceOf({ isBest: false, offFen: 2800, runnerUpPayableFen: 7581 }), 8581, true).hint).toBe('不算积分抵扣，用最优组合还能再省 ¥10.00')
})

test('points end with the last day of a month in Shanghai, this year without the year', () => {
  expect(endings(pointsOf(), Date.parse('2027-01-05T00:00:00Z'))).toEqual(['460 积分，1月31日到期', '3,000 积分，11月30日到期'])
  expect(endings(pointsOf(), Date.parse('2026-11-28T00:00:00Z'))[0]).toBe('460 积分，2027年1月31日到期')
})

test('what is held and owed is explained only where there is some', () => {
  expect(explained(pointsOf()).map(({ name, figure }) => [name, figure])).toEqual([['冻结中', '1,200'], ['待扣', '300']])
  expect(explained(pointsOf({ held: 0, owed: 0 }))).toEqual([])
})

test('an order takes its points once in the statement: when they are held, not again when it is paid', () => {
  expect(statement.slice(0, 4).map(booked)).toEqual([
    { figure: '-1,200', tone: 'less', mark: '冻结' }, { figure: '', tone: 'less', mark: '冻结的 800 已扣' }, { figure: '+500', tone: 'more', mark: '解冻' }, { figure: '+268', tone: 'more', mark: '' },
  ])
  expect(booked(lineOf(9, { points: 0, heldPoints: 70 })).mark).toBe('冻结 70')
})
