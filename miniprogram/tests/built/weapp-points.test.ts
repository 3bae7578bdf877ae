import { expect, test, vi } from 'vitest'
import { quoteOf } from '../fixtures/cart'
import { id } from '../fixtures/goods'
import { paidWithPoints, pointsOf, shareOf } from '../fixtures/points'
import { adviceOf } from '../fixtures/promotions'
import { memberHost, start } from './start'

const POINTS = 'packages/members/pages/points/index'
const CONFIRM = 'features/checkout/confirm/index'
const LINES = [{ skuId: id(2, 0), quantity: 2, selected: true }]
const BOUGHT = { source: 'direct', skuId: id(2, 0), quantity: '2' }
const address = { id: id(8, 1), name: '林晓', phone: '16000001234', phoneMasked: '160****1234', province: '浙江省', city: '杭州市', district: '西湖区', detail: '文三路 90 号 3 幢 502', tag: null, isDefault: true }
const unpaid = (changes: object = {}) => ({ ...quoteOf(LINES, address), coupons: adviceOf(), points: shareOf(), ...changes })
const paid = () => paidWithPoints(unpaid())
const asksOf = (asks: { body: unknown }[]) => asks.map(({ body }) => { const { points, couponIds } = body as { points: number | null; couponIds: string[] | null }; return { points, couponIds } })

test('the switch lowers the price, coupons keep it, and the order sends exactly the shown number', async () => {
  const told: Record<string, object> = { 'POST /checkout/quote': unpaid() }
  const { host, asked } = await memberHost({}, told)
  const page = await host.open(CONFIRM, BOUGHT)
  await host.until(page, '可用 1,200 积分，抵 ¥12.00')
  expect(host.text(page)).toContain('共 3,460 积分，本单最多用 1,200')
  told['POST /checkout/quote'] = paid()
  await host.tap(page, '积分抵扣，可用 1,200 积分，抵 ¥12.00')
  await host.labelled(page, '提交订单，¥71.81')
  await host.tap(page, '查看金额怎么算的')
  await host.until(page, '1200 积分抵 12.00 元')
  expect(host.text(page)).not.toContain('其中免运费')
  await host.tap(page, '关闭')
  await host.tap(page, '优惠券，-¥38.00，已为您选最优')
  // Before points: the same sums as without them.
  await host.until(page, '不算积分抵扣，换一种用法要付 ¥85.81，多付 ¥2.00')
  await host.tap(page, '不使用优惠券')
  await host.until(page, '本单不使用优惠券')
  await host.tap(page, '完成')
  await vi.waitFor(() => expect(asked('POST', '/checkout/quote').length).toBe(3))
  expect(asksOf(asked('POST', '/checkout/quote'))).toEqual([{ points: 0, couponIds: null }, { points: null, couponIds: null }, { points: null, couponIds: [] }])
  await host.tap(page, '提交订单，¥71.81')
  await host.called('redirectTo', 'checkout/pay')
  expect(asked('POST', '/orders').map((ask) => ask.body)).toMatchObject([{ points: 1200, couponIds: [], expectedPayableFen: 7181 }])
})

test('where none can be used the reason stands there and nothing can be switched', async () => {
  const { host, asked } = await memberHost({}, { 'POST /checkout/quote': unpaid({ points: shareOf({ available: 80, usable: 0, usableFen: 0, reason: '满 100 积分可用' }) }) })
  const page = await host.open(CONFIRM, BOUGHT)
  await host.until(page, '满 100 积分可用')
  await expect(host.tap(page, '积分抵扣，满 100 积分可用')).rejects.toThrow()
  await host.tap(page, '提交订单，¥83.81')
  await host.called('redirectTo', 'checkout/pay')
  expect(asked('POST', '/orders').map((ask) => ask.body)).toMatchObject([{ points: 0 }])
})

test.each(['commerce.points_unusable', 'members.points_short', 'commerce.price_changed'])('an order refused with %s is quoted again with points, in the server’s words', async (code) => {
  const detail = '积分刚刚发生变化，请刷新后再提交'
  const told: Record<string, object> = { 'POST /checkout/quote': unpaid(), 'POST /orders': { refusal: { type: 'about:blank', title: detail, status: 409, code, detail } } }
  const { host, asked } = await memberHost({}, told)
  const page = await host.open(CONFIRM, BOUGHT)
  await host.until(page, '可用 1,200 积分')
  told['POST /checkout/quote'] = paid()
  await host.tap(page, '积分抵扣，可用 1,200 积分，抵 ¥12.00')
  await host.labelled(page, '提交订单，¥71.81')
  told['POST /checkout/quote'] = unpaid({ points: shareOf({ available: 90, usable: 0, usableFen: 0, reason: '满 100 积分可用' }) })
  await host.tap(page, '提交订单，¥71.81')
  await host.until(page, '满 100 积分可用')
  await host.labelled(page, '提交订单，¥83.81')
  expect(host.calls.filter((call) => call.name === 'showToast').at(-1)?.options.title).toBe(detail)
  // The choice is kept: points are used again as soon as they can be.
  expect(asksOf(asked('POST', '/checkout/quote')).at(-1)).toEqual({ points: null, couponIds: null })
  expect(host.destination().route).not.toBe('features/checkout/pay/index')
})

test('the page of points: the balance, what is held, owed and ends, every booking, and the rules', async () => {
  const { host, asked } = await memberHost()
  const page = await host.open(POINTS)
  await host.until(page, '3,460')
  await host.until(page, '下单抵扣，付款前暂时冻结')
  const text = host.text(page)
  for (const words of ['约可抵 ¥34.60', '460 积分，', '31日到期', '已用在待付款的订单里', '会从以后获得的积分里抵扣', '-1,200', '冻结的 800 已扣', '+500', '解冻', '+268']) expect(text).toContain(words)
  expect(text).not.toContain('100 积分抵 1 元')
  await host.tap(page, '展开积分规则')
  await host.until(page, '100 积分抵 1 元，满 100 积分可用')
  page.onReachBottom?.()
  await host.until(page, '到底了')
  expect(asked('GET', '/me/points/statement').map((ask) => ask.query.cursor ?? null)).toEqual([null, '20'])
})

test('nothing yet leads on, and a guest signs in first', async () => {
  const { host } = await memberHost({}, { 'GET /me/points': pointsOf({ available: 0, held: 0, owed: 0, worthFen: 0, expiring: [] }), 'GET /me/points/statement': { items: [], nextCursor: null } })
  const page = await host.open(POINTS)
  await host.until(page, '还没有积分记录')
  expect(host.text(page)).not.toContain('约可抵')
  await host.tap(page, '去逛逛')
  await host.called('switchTab', 'catalogue/home')
  const guest = start()
  const shut = await guest.host.open(POINTS)
  await guest.host.until(shut, '登录后查看积分')
  expect(guest.asked('GET', '/me/points')).toEqual([])
})

test('the way there is on the page of the member, with the number', async () => {
  const { host } = await memberHost()
  const page = await host.open('features/mine/index')
  await host.labelled(page, '积分，3,460')
  await host.tap(page, '积分，3,460')
  expect(host.destination().route).toBe(POINTS)
})
