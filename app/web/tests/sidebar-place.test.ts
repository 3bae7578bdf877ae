import { describe, expect, test } from 'vitest'
import { cleanAddress } from '../sidebar/boot'
import { canSendFrom, within } from '../sidebar/host'
import { clockOf, dueAt, dueText } from '../sidebar/shared/clock'
import { routeIn } from '../sidebar/shared/route'

describe('routes', () => {
  const nothing = { contactId: null, chatId: null, isHome: false }
  test.each([
    ['/sidebar/', '', nothing],
    ['/sidebar/', '#/contacts/wm%2F1', { ...nothing, contactId: 'wm/1' }],
    ['/sidebar/chats/wr1', '', { ...nothing, chatId: 'wr1' }],
    ['/sidebar/contacts/wm1', '', { ...nothing, contactId: 'wm1' }],
    // Back from where a message of the application had led.
    ['/sidebar/chats/wr1', '#/', nothing],
    ['/sidebar/', '#/home', { ...nothing, isHome: true }],
    ['/sidebar/other', '', nothing],
  ])('%s%s', (pathname, hash, route) => expect(routeIn(pathname, hash)).toEqual(route))

  test('the code of the login leaves the address, all else stays', () =>
    expect(cleanAddress('https://shop.example/sidebar/?contact=wm1&code=abc&state=x#/home')).toBe('/sidebar/?contact=wm1#/home'))

  test('nor does the mark of the login', () => expect(cleanAddress('https://shop.example/sidebar/?code=abc#wechat_redirect')).toBe('/sidebar/'))
})

test('only the chat that is open beside is written to', () => {
  const place = { entry: 'contact' as const, contactId: 'wm1', chatId: null, canSend: true }
  expect(canSendFrom(place, place)).toBe(true)
  expect(canSendFrom(place, { ...place, contactId: 'wm2' })).toBe(false)
  expect(canSendFrom(place, { ...place, canSend: false })).toBe(false)
})

test('a wait that ends in time leaves nothing behind', async () => {
  expect(await within(10_000, Promise.resolve(1))).toBe(1)
  await expect(within(10_000, Promise.reject(new Error('no')))).rejects.toThrow('no')
})

describe('when a task is due', () => {
  const at = (text: string): number => Date.parse(`${text}+08:00`)
  const shown = (iso: string): string => new Date(Date.parse(iso) + 8 * 3_600_000).toISOString().slice(0, 16)
  test.each([
    ['2026-11-28T09:00', 'today', '2026-11-28T20:00'],
    ['2026-11-28T19:30', 'today', '2026-11-28T20:30'],
    ['2026-11-28T23:30', 'today', '2026-11-28T23:59'],
    ['2026-11-28T23:59:30', 'today', '2026-11-29T00:00'],
    ['2026-11-28T00:10', 'tomorrow', '2026-11-29T10:00'],
    ['2026-11-28T23:50', 'tomorrow', '2026-11-29T10:00'],
    ['2026-11-29T12:00', 'in3days', '2026-12-02T10:00'],
  ] as const)('%s, %s: %s', (now, due, expected) => {
    const found = dueAt(due, at(now))
    expect(shown(found)).toBe(expected)
    expect(Date.parse(found)).toBeGreaterThan(at(now))
  })

  test('is said by the day', () => {
    const now = at('2026-11-28T09:00')
    const said = (text: string): string => dueText(new Date(at(text)).toISOString(), now)
    expect([said('2026-11-28T20:00'), said('2026-11-29T10:00'), said('2026-11-27T10:00'), said('2026-12-01T10:00')]).toEqual(['今天 20:00', '明天 10:00', '昨天 10:00', '12月1日 10:00'])
    expect(clockOf('2026-11-28T16:05:00Z')).toBe('00:05')
  })
})
