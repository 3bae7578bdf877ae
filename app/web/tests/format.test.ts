import { describe, expect, test } from 'vitest'
import { changePercent, parseYuan, price, priceRange, priceShort, yuan } from '../shared/format/money'
import { dayEnd, dayStart, exactTime, relativeTime, remaining } from '../shared/format/time'

describe('money', () => {
  test.each([[0, '0.00'], [5, '0.05'], [123456, '1,234.56'], [100000000, '1,000,000.00'], [-800, '−8.00']])('%i fen', (fen, text) => expect(yuan(fen)).toBe(text))
  test('the sign stands before the currency', () => expect(price(-800)).toBe('−¥8.00'))
  test('one price and a range', () => expect([priceRange(900, 900), priceRange(900, 1250)]).toEqual(['¥9.00', '¥9.00 – 12.50']))
  test.each([[123_456_700, '¥123.5万'], [1_000_000, '¥1万'], [86_000, '¥860']])('%i short', (fen, text) => expect(priceShort(fen)).toBe(text))
  test.each([['12', 1200], ['12.3', 1230], ['0.29', 29], ['1,234.56', 123456], ['¥8.00', 800], ['19.99', 1999]])('reads %s', (text, fen) => expect(parseYuan(text)).toBe(fen))
  test.each(['', 'abc', '1.234', '-3', '1e3', '.5'])('refuses %s', (text) => expect(parseYuan(text)).toBeNull())
  test('what is written can be read again', () => {
    for (const fen of [0, 1, 99, 100, 101, 123_456, 99_999_999]) expect(parseYuan(yuan(fen))).toBe(fen)
  })
  test('no change can be told against nothing', () => expect([changePercent(5, 0), changePercent(112, 100)]).toEqual([null, 12]))
})

describe('time', () => {
  const now = Date.parse('2026-11-22T06:32:00Z') // 14:32 in Shanghai
  test.each([
    ['2026-11-22T06:31:30Z', '刚刚'], ['2026-11-22T06:24:00Z', '8 分钟前'], ['2026-11-21T16:05:00Z', '今天 00:05'],
    ['2026-11-21T15:59:00Z', '昨天 23:59'], ['2026-11-22T16:30:00Z', '明天 00:30'], ['2026-03-04T01:00:00Z', '3月4日 09:00'], ['2025-11-20T01:00:00Z', '2025-11-20'],
  ])('%s is %s', (at, text) => expect(relativeTime(at, now)).toBe(text))
  test('exact in Shanghai', () => expect(exactTime('2026-11-21T16:05:09Z')).toBe('2026-11-22 00:05:09'))
  test('a clock runs down and over', () => {
    expect(remaining('2026-11-22T09:44:00Z', now)).toEqual({ late: false, text: '还剩 3 小时 12 分' })
    expect(remaining('2026-11-20T06:32:00Z', now)).toEqual({ late: true, text: '已超 2 天' })
  })
  test('a day in Shanghai is a half-open range of instants', () => expect([dayStart('2026-11-22'), dayEnd('2026-11-22')]).toEqual(['2026-11-21T16:00:00.000Z', '2026-11-22T16:00:00.000Z']))
})
