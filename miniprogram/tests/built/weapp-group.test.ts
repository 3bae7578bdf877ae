import { expect, test } from 'vitest'
import { cards, id } from '../fixtures/goods'
import { TEAM, teamOf, WITH_GROUP } from '../fixtures/groups'
import { start } from './start'

const SIGNED_IN = { siyu_token: 'fixture-token', siyu_consent: '2026-01' }
const ORDER = id(7, 1)

test('the list shows prices by size and what is left, and leads to the product', async () => {
  const { host } = start()
  const list = await host.open('features/promotion/group/list/index')
  await host.until(list, '2 人团')
  expect(host.text(list)).toContain('剩 48 / 共 120 件')
  expect(host.text(list)).toContain('已拼 36 人')
  const price = (cards[WITH_GROUP]!.priceFen - 1500) / 100
  await host.tap(list, `${cards[WITH_GROUP]!.title}，拼团价 ¥${price.toFixed(2)} 起`)
  expect(host.calls.some((call) => call.name === 'navigateTo' && String(call.options.url).includes(`product/detail/index?id=${cards[WITH_GROUP]!.id}`))).toBe(true)
})

test('a product that is sold by teams offers to open one or to join strangers', async () => {
  const { host } = start({}, SIGNED_IN)
  const page = await host.open('features/product/detail/index', { id: cards[WITH_GROUP]!.id })
  await host.until(page, '这些团还差人，可直接参团')
  await host.tap(page, '去参 林** 的 3 人团，还差 1 人')
  await host.until(page, '参加 3 人团')
  expect(host.text(page)).toContain('请选择 颜色、规格')
})

test('a product without a group-buy says nothing of teams', async () => {
  const { host } = start()
  const page = await host.open('features/product/detail/index', { id: id(1, 0) })
  await host.until(page, '1 / 3')
  expect(host.text(page)).not.toContain('拼团')
})

test('a shared team can be joined; a member may invite others', async () => {
  const { host } = start({}, SIGNED_IN, { [`GET /group-orders/${ORDER}`]: teamOf('open', { orderId: ORDER, state: 'paid', heldUntil: '2026-11-20T02:15:00Z', note: '' }) })
  const page = await host.open('features/promotion/group/team/index', { id: TEAM })
  await host.until(page, '还差 1 人成团')
  expect(host.text(page)).toContain('待参团')
  expect(host.text(page)).toContain('立即参团')
  const own = await host.open('features/promotion/group/team/index', { order: ORDER })
  await host.until(own, '邀请好友，还差 1 人')
  expect(host.text(own)).toContain('查看订单')
})
