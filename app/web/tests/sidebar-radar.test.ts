import { describe, expect, test } from 'vitest'
import { heard, isActive, merged, presentNow, spanText, visitsOf } from '../sidebar/features/radar/events'
import type { NowContact, RadarEvent } from '../sidebar/shared/shapes'

const NOON = Date.parse('2026-11-28T04:00:00Z')
const event = (id: string, minutesAgo: number, more: Partial<RadarEvent> = {}): RadarEvent => ({
  id, kind: 'product_view', at: new Date(NOON - minutesAgo * 60_000).toISOString(), text: id, product: null, dwellMs: null, quantity: null, query: null, orderId: null, orderNumber: null, amountFen: null, ...more,
})
const ids = (events: readonly RadarEvent[]): string[] => events.map(({ id }) => id)
const told = (one: RadarEvent): string => JSON.stringify(one)
const never = (): boolean => false

describe('events', () => {
  test('stand once, the newest first, whatever the order they came in', () => {
    const [a, b, c] = [event('a', 30), event('b', 20), event('c', 10)]
    expect(ids(merged([c, a], [b, a]))).toEqual(['c', 'b', 'a'])
    expect(ids(merged(merged([], [a]), [c, b, c]))).toEqual(['c', 'b', 'a'])
  })

  test('the same id again replaces, and a page that was read before does not take the dwell back', () => {
    const left = event('a', 10, { dwellMs: 42_000 })
    expect(merged([event('a', 10)], [left])[0]?.dwellMs).toBe(42_000)
    expect(merged([left], [event('a', 10)])[0]?.dwellMs).toBe(42_000)
    expect(merged([left], [event('a', 10, { dwellMs: 50_000 })])[0]?.dwellMs).toBe(50_000)
  })

  test('a reset that meets what is known leaves no gap; one that does not replaces', () => {
    const known = [event('a', 50), event('b', 40)]
    const reset = (...items: RadarEvent[]): string => JSON.stringify({ items })
    const met = heard(known, 'reset', reset(event('c', 5), event('b', 40)), never)
    expect([ids(met.live), met.hasGap]).toEqual([['c', 'b', 'a'], false])
    const page = heard([], 'reset', reset(event('c', 5), event('p', 60)), (id) => id === 'p')
    expect([ids(page.live), page.hasGap]).toEqual([['c', 'p'], false])
    const apart = heard(known, 'reset', reset(event('y', 2), event('x', 3)), never)
    expect([ids(apart.live), apart.hasGap]).toEqual([['y', 'x'], true])
    const nothing = heard(known, 'reset', reset(), never)
    expect([ids(nothing.live), nothing.hasGap]).toEqual([['b', 'a'], false])
  })

  test('told early and again with its position, it is one event', () => {
    const first = heard([], 'event', told(event('a', 1)), never).live
    expect(ids(heard(first, 'event', told(event('a', 1)), never).live)).toEqual(['a'])
    expect(heard(first, 'other', '{}', never).live).toEqual(first)
  })

  test('what came live does not grow without end', () => {
    let live: RadarEvent[] = []
    for (let n = 0; n < 450; n++) live = heard(live, 'event', told(event(`e${n}`, 450 - n)), never).live
    expect(live).toHaveLength(400)
    expect(live[0]?.id).toBe('e449')
  })
})

describe('visits', () => {
  const product = (id: string) => ({ id, title: id, imageUrl: '', priceFen: 1 })

  test('end where nothing happened for more than half an hour', () => {
    const events = [event('d', 1), event('c', 31), event('b', 62), event('a', 63)]
    expect(visitsOf(events).map((visit) => ids(visit.events))).toEqual([['d', 'c'], ['b', 'a']])
    expect(visitsOf([])).toEqual([])
  })

  test('add up dwell and count each product once', () => {
    const events = [event('c', 1, { dwellMs: 5_000, product: product('p') }), event('b', 2, { product: product('p') }), event('a', 3, { dwellMs: 7_000, product: product('q') })]
    expect(visitsOf(events)).toMatchObject([{ id: 'a', dwellMs: 12_000, products: 2, startedAt: events[2]?.at, lastAt: events[0]?.at }])
  })

  test('keep their name while they grow', () => {
    const before = visitsOf([event('b', 2), event('a', 3)])
    const after = visitsOf([event('c', 1), event('b', 2), event('a', 3)])
    expect(after[0]?.id).toBe(before[0]?.id)
  })
})

test('who is there now: once each, the latest in front, gone after half an hour', () => {
  const one = (contactId: string, minutesAgo: number, text = contactId): NowContact => ({ contactId, name: text, remark: '', avatarUrl: null, last: event(`${contactId}${minutesAgo}`, minutesAgo, { text }) })
  const people = presentNow([one('a', 20), one('b', 5), one('old', 40)], [one('a', 1, 'new'), one('b', 9, 'late')], NOON)
  expect(people.map(({ contactId, last }) => [contactId, last.text])).toEqual([['a', 'new'], ['b', 'b']])
  expect(isActive(people[0]?.last.at, NOON)).toBe(true)
  expect(isActive(event('x', 6).at, NOON)).toBe(false)
  expect(isActive(null, NOON)).toBe(false)
})

test.each([[42_000, '42 秒'], [180_000, '3 分钟'], [200_400, '3 分 20 秒'], [3_900_000, '1 小时 5 分'], [7_200_000, '2 小时']])('%d ms is %s', (ms, words) => expect(spanText(ms)).toBe(words))
