import { expect, test } from 'vitest'
import { cardOf, exportOf, ownDataOf } from '../fixtures/membership'
import { memberHost, start } from './start'

const CARD = 'packages/members/pages/card/index'
const OWN_DATA = 'packages/members/pages/privacy/index'
const SCREEN = { getScreenBrightness: { value: 0.4 }, setScreenBrightness: {} }

test('the card shows its digits and asks for a new one when told to', async () => {
  const { host, asked } = await memberHost(SCREEN, { 'POST /me/card': cardOf() })
  const page = await host.open(CARD)
  await host.until(page, '8812 3456 7890 1234 57')
  expect(host.text(page)).toContain('银禾会员 · 9.5 折 · 包邮')
  const before = asked('POST', '/me/card').length
  await host.tap(page, '现在换')
  await expect.poll(() => asked('POST', '/me/card').length).toBe(before + 1)
})

test('a guest is led to the login, and no card is asked for', async () => {
  const { host, asked } = start(SCREEN)
  const page = await host.open(CARD)
  await host.until(page, '登录后才有会员码')
  expect(asked('POST', '/me/card')).toEqual([])
})

test('what stands in the way of leaving is said, and nothing is sent', async () => {
  const { host, asked } = await memberHost({}, { 'GET /me/privacy': ownDataOf({ blockers: ['还有 1 个订单没有完成，请先收货或取消'] }) })
  const page = await host.open(OWN_DATA)
  await host.until(page, '还有 1 个订单没有完成，请先收货或取消')
  await host.tap(page, '申请注销')
  expect(host.text(page)).not.toContain('确认申请注销')
  expect(asked('POST', '/me/leaving')).toEqual([])
})

test('leaving takes two steps, and can be taken back', async () => {
  const leaving = { state: 'cooling' as const, askedAt: '2026-11-27T02:00:00Z', dueAt: '2026-12-04T02:00:00Z', endedAt: null, waitsFor: null }
  const { host, asked } = await memberHost({}, { 'GET /me/privacy': ownDataOf(), 'POST /me/leaving': ownDataOf({ leaving }), 'DELETE /me/leaving': ownDataOf() })
  const page = await host.open(OWN_DATA)
  await host.until(page, '申请注销')
  await host.tap(page, '申请注销')
  await host.until(page, '以后用同一个微信登录，会成为一个新的会员')
  await host.tap(page, '确认申请注销')
  expect(asked('POST', '/me/leaving')).toEqual([])
  await host.tap(page, '我已了解，注销后无法恢复')
  await host.tap(page, '确认申请注销')
  await host.until(page, '撤回注销申请')
  await host.tap(page, '撤回注销申请')
  await host.until(page, '提交后有 7 天可以撤回')
  expect(asked('DELETE', '/me/leaving').length).toBe(1)
})

test('a copy of one’s own data is asked for once and can be copied when it is ready', async () => {
  const file = { fileName: 'nuanhe-20261127-1000.json', content: '{"订单": []}' }
  const ready = ownDataOf({ export: exportOf('ready') })
  const { host, asked } = await memberHost({}, { 'GET /me/privacy': ready, [`GET /me/exports/${exportOf('ready').id}`]: file })
  const page = await host.open(OWN_DATA)
  await host.until(page, '订单 3 条')
  await host.tap(page, '复制内容')
  await expect.poll(() => host.calls.some((call) => call.name === 'setClipboardData')).toBe(true)
  expect(host.calls.filter((call) => call.name === 'setClipboardData')[0]?.options).toMatchObject({ data: file.content })
  expect(asked('POST', '/me/exports')).toEqual([])
})
