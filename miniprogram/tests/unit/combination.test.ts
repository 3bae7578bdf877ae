import { expect, test } from 'vitest'
import { combine } from '@/shared/combination/combine'
import { dayWords, micros } from '@/shared/combination/moment'
import { shareOf, split } from '@/shared/combination/split'
import { sharedCases } from '../fixtures/combination'

test('every shared case has the server’s figures and the server’s words', () => {
  const cases = sharedCases()
  expect(cases.length).toBeGreaterThan(140)
  for (const { input, outcome } of cases) expect(combine(input)).toEqual(outcome)
})

test('and so has every choice of the same wallets', () => {
  const cases = sharedCases()
  expect(cases.filter((one) => one.choice.length > 1).length).toBeGreaterThan(30)
  expect(cases.filter((one) => one.refused).length).toBeGreaterThan(1)
  for (const { input, choice, chosen, refused } of cases) {
    if (chosen) expect(combine({ ...input, choice })).toEqual(chosen)
    else expect(() => combine({ ...input, choice })).toThrow(refused!)
  }
})

test.each([[7, 3, 10, 2, 1], [20_000_000_000, 19_999_999_999, 60_000_000_000, 6_666_666_666, 20_000_000_000], [2 ** 50 - 1, 2 ** 50 - 3, 2 ** 50, 2 ** 50 - 4, 3]])('%i × %i / %i is exact', (a, b, c, quotient, remainder) => {
  expect(shareOf(a, b, c)).toEqual([quotient, remainder])
  expect(BigInt(a) * BigInt(b)).toBe(BigInt(quotient) * BigInt(c) + BigInt(remainder))
})

test('a split loses nothing and leaves ties to the earlier line', () => {
  expect(split(5, [1, 1, 1, 1, 1, 1])).toEqual([1, 1, 1, 1, 1, 0])
  expect(split(0, [0, 3])).toEqual([0, 0])
})

test('moments are as exact as the server’s, days are Shanghai’s', () => {
  expect(micros('2026-11-22T04:00:00.000001Z') - micros('2026-11-22T12:00:00+08:00')).toBe(1)
  const now = micros('2026-11-22T04:00:00Z')
  expect(dayWords(micros('2026-11-30T16:00:00Z'), now)).toBe('12 月 1 日')
  expect(dayWords(micros('2026-12-31T16:00:00Z'), now)).toBe('2027 年 1 月 1 日')
  expect(dayWords(micros('2026-11-22T10:00:00Z'), now)).toBe('今天 18:00 ')
})
