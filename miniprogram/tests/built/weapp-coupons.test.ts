import { expect, test, vi } from 'vitest'
import { cartOf, quoteOf } from '../fixtures/cart'
import { id } from '../fixtures/goods'
import { adviceOf, PROMOTED } from '../fixtures/promotions'
import { memberHost, start } from './start'

const CENTRE = 'packages/promotion/pages/coupons/centre/index'
const WALLET = 'packages/promotion/pages/coupons/wallet/index'
const CONFIRM = 'features/checkout/confirm/index'

test('the centre shows true remainders, each state on its button, and a claim changes both', async () => {
  const { host, asked } = await memberHost()
  const page = await host.open(CENTRE)
  await host.until(page, '秋冬护肤满减券')
  for (const words of ['已领 62%，剩 120 张', '已领 99%，剩 1 张', '320 张已领完', '共 320 张', '2 张可用']) expect(host.text(page)).toContain(words)
  expect(host.text(page)).toContain('即将开始')
  await host.tap(page, '领取秋冬护肤满减券')
  await host.until(page, '剩 119 张')
  expect(asked('POST', '/coupons/claim').map((ask) => ask.body)).toEqual([{ templateId: id(11, 1) }])
  await host.until(page, '3 张可用')
  await host.tap(page, '看我的秋冬护肤满减券')
  expect(host.destination().route).toBe(WALLET)
  await host.tap(page, '已领完喂养用品运费券')
  expect(asked('POST', '/coupons/claim').length).toBe(1)
})

test('a guest sees the centre and signs in to claim', async () => {
  const { host, asked } = start()
  const page = await host.open(CENTRE)
  await host.until(page, '登录后领券，结算时自动用上')
  await host.tap(page, '领取秋冬护肤满减券')
  expect(host.destination().route).toBe('features/members/login/index')
  expect(asked('POST', '/coupons/claim')).toEqual([])
})

test('the wallet has three shelves, marks what expires soon, and leads to the centre where it is empty', async () => {
  const { host } = await memberHost()
  const page = await host.open(WALLET)
  await host.until(page, '3 天内到期')
  expect(host.text(page)).toContain('订单待付款，已为您占用')
  expect(host.texts(page).filter((text) => text === '去使用').length).toBe(1)
  await host.tap(page, '已使用')
  await host.until(page, '还没有用过优惠券')
  await host.tap(page, '去领券中心')
  expect(host.destination().route).toBe(CENTRE)
  await host.tap(page, '已过期')
  await host.until(page, '有效期至')
  expect(host.text(page)).not.toContain('3 天内到期')
})

test('a link brings a code along; the tap claims it', async () => {
  const { host, asked } = await memberHost()
  const page = await host.open(WALLET, { code: 'WARM%2011' })
  await host.until(page, '3 天内到期')
  expect(asked('POST', '/coupons/claim-code')).toEqual([])
  await host.tap(page, '用领取码领取')
  await vi.waitFor(() => expect(asked('POST', '/coupons/claim-code').map((ask) => ask.body)).toEqual([{ code: 'WARM 11' }]))
})

test('a guest’s wallet asks to sign in and reads nothing', async () => {
  const { host, asked } = start()
  const page = await host.open(WALLET)
  await host.until(page, '登录后查看优惠券')
  expect(asked('GET', '/coupons')).toEqual([])
})

test('promotions of a product: one request, tags with their rules, the limited price, coupons, a bundle', async () => {
  const { host, asked } = await memberHost()
  const page = await host.open('features/product/detail/index', { id: id(1, PROMOTED) })
  await host.until(page, '满199减30')
  expect(asked('GET', `/products/${id(1, PROMOTED)}/offers`).length).toBe(1)
  const text = host.text(page)
  for (const words of ['限时价', '129', '¥159', '距结束', '已抢 63%，剩 37 件', '修护加保湿', '一起买省 ¥38.00']) expect(text).toContain(words)
  await host.tap(page, '满199减30，看活动规则')
  await host.until(page, '结束时间')
  await host.tap(page, '关闭')
  await host.tap(page, '优惠券，满 199 元减 30 元，去领取')
  await host.until(page, '已领 62%，剩 120 张')
  await host.tap(page, '领取秋冬护肤满减券')
  await host.until(page, '已领取')
  await host.tap(page, '一起买修护加保湿，¥249.00')
  const { route, query } = host.destination()
  expect(route).toBe(CONFIRM)
  const confirm = await host.open(route, query)
  await host.until(confirm, '文三路')
  expect(asked('POST', '/checkout/quote').at(-1)?.body).toMatchObject({ source: 'direct', lines: [{ skuId: id(2, PROMOTED * 10), quantity: 1 }, { skuId: id(2, 10), quantity: 2 }], couponIds: null })
})

test('the limited price follows the chosen SKU', async () => {
  const { host } = await memberHost()
  const page = await host.open('features/product/detail/index', { id: id(1, PROMOTED) })
  await host.until(page, '满199减30')
  await host.tap(page, '选择规格')
  await host.tap(page, '樱花粉')
  await host.tap(page, '家庭装')
  await host.until(page, '已选 樱花粉，家庭装')
  expect(host.text(page)).not.toContain('距结束')
  await host.tap(page, '小包装')
  await host.until(page, '距结束')
})

test('a product that nothing runs for has none of it', async () => {
  const { host } = await memberHost()
  const page = await host.open('features/product/detail/index', { id: id(1, 2) })
  await host.until(page, '有机棉纱布巾')
  await host.settle()
  for (const words of ['领券', '套餐', '距结束']) expect(host.text(page)).not.toContain(words)
})

test('the cart names the activity and hints at what lacks least', async () => {
  const cart = cartOf([{ skuId: id(2, 0), quantity: 1, selected: true }])
  const line = { ...cart.groups[0]!.lines[0]!, activityLabel: '限时价', lineFen: 2990 }
  const miss = { campaignId: id(13, 2), label: '满199减30', reason: '再买 12.00 元可减 30 元', addFen: 1200 }
  const { host } = await memberHost({}, { 'GET /cart': { ...cart, groups: [{ ...cart.groups[0]!, lines: [line] }], misses: [miss, { ...miss, label: '套餐', reason: '再选套餐里的 1 种商品', addFen: null }] } })
  const page = await host.open('features/cart/index')
  await host.until(page, '限时价')
  await host.tap(page, '再买 12.00 元可减 30 元，还差 61.10 元免运费，去凑单')
  expect(host.destination().route).toBe('features/search/list/index')
  await host.tap(page, '合计 ¥45.90，查看明细')
  await host.until(page, '没有用上的优惠')
  expect(host.text(page)).toContain('再选套餐里的 1 种商品')
})

const LINES = [{ skuId: id(2, 0), quantity: 2, selected: true }]
const address = { id: id(8, 1), name: '林晓', phone: '16000001234', phoneMasked: '160****1234', province: '浙江省', city: '杭州市', district: '西湖区', detail: '文三路 90 号 3 幢 502', tag: null, isDefault: true }
const quoteWith = (changes: object) => ({ ...quoteOf(LINES, address), coupons: adviceOf(), ...changes })

test('the best coupons are chosen, others can be, and the order sends what was quoted', async () => {
  const told: Record<string, object> = { 'POST /checkout/quote': quoteWith({}) }
  const { host, asked } = await memberHost({}, told)
  const page = await host.open(CONFIRM, { source: 'direct', skuId: id(2, 0), quantity: '2' })
  await host.until(page, '已为您选最优')
  await host.tap(page, '优惠券，-¥38.00，已为您选最优')
  await host.until(page, '换一种用法要付 ¥85.81，多付 ¥2.00')
  expect(host.text(page)).toContain('还差 120 元可用')
  await host.tap(page, '满 159 减 20，与「秋冬护肤满减券」不能同时使用，用它能多省 10 元')
  await host.until(page, '您选的券共省 ¥28.00')
  expect(host.text(page)).toContain('用最优组合还能再省 ¥10.00')
  await host.tap(page, '用最优组合')
  await host.until(page, '已为您选最优，共省 ¥38.00')
  await host.tap(page, '不使用优惠券')
  await host.until(page, '本单不使用优惠券')
  // Trying out asks nobody; what was chosen in the end is quoted once.
  expect(asked('POST', '/checkout/quote').length).toBe(1)
  told['POST /checkout/quote'] = quoteWith({ coupons: adviceOf({ isBest: false, offFen: 0, choices: adviceOf().choices.map((choice) => ({ ...choice, state: 'usable' as const })) }) })
  await host.tap(page, '完成')
  await vi.waitFor(() => expect(asked('POST', '/checkout/quote').length).toBe(2))
  expect(asked('POST', '/checkout/quote').map((ask) => (ask.body as { couponIds: string[] | null }).couponIds)).toEqual([null, []])
  await host.tap(page, '提交订单，¥83.81')
  await host.called('redirectTo', 'checkout/pay')
  expect(asked('POST', '/orders').map((ask) => ask.body)).toMatchObject([{ couponIds: [], expectedPayableFen: 8381 }])
})

test('a coupon that was used elsewhere is told of, and the best ones are quoted again', async () => {
  const told: Record<string, object> = { 'POST /checkout/quote': quoteWith({ coupons: adviceOf({ isBest: false }) }) }
  const { host, asked } = await memberHost({}, told)
  const page = await host.open(CONFIRM, { source: 'direct', skuId: id(2, 0), quantity: '2' })
  await host.until(page, '优惠券')
  told['POST /checkout/quote'] = quoteWith({ canSubmit: false, problems: [{ code: 'promotion.coupon_unusable', message: '没有找到这张优惠券，请重新选择', skuId: null }] })
  await host.tap(page, '优惠券，-¥38.00')
  await host.tap(page, '满 159 减 20，与「秋冬护肤满减券」不能同时使用，用它能多省 10 元')
  await host.until(page, '您选的券共省 ¥28.00')
  await host.tap(page, '完成')
  await vi.waitFor(() => expect(asked('POST', '/checkout/quote').length).toBe(3))
  expect(asked('POST', '/checkout/quote').map((ask) => (ask.body as { couponIds: string[] | null }).couponIds)).toEqual([null, [id(12, 2), id(12, 3)], null])
  expect(host.calls.filter((call) => call.name === 'showToast').at(-1)?.options.title).toBe('没有找到这张优惠券，请重新选择')
})

test.each(['promotion.offer_gone', 'commerce.price_changed', 'promotion.coupon_unusable'])('an order refused with %s is quoted again, with the server’s words', async (code) => {
  const detail = '优惠刚刚发生变化，请刷新后再提交'
  const told: Record<string, object> = { 'POST /checkout/quote': quoteWith({}), 'POST /orders': { refusal: { type: 'about:blank', title: detail, status: 409, code, detail } } }
  const { host, asked } = await memberHost({}, told)
  const page = await host.open(CONFIRM, { source: 'direct', skuId: id(2, 0), quantity: '2' })
  await host.until(page, '已为您选最优')
  told['POST /checkout/quote'] = { ...quoteOf([{ ...LINES[0]!, quantity: 1 }], address), coupons: null }
  await host.tap(page, '提交订单，¥83.81')
  await host.labelled(page, '提交订单，¥45.90')
  expect(host.calls.filter((call) => call.name === 'showToast').at(-1)?.options.title).toBe(detail)
  expect(asked('POST', '/checkout/quote').length).toBe(2)
  expect(host.destination().route).not.toBe('features/checkout/pay/index')
})

test('gifts are lines of their own, and what did not apply says why', async () => {
  const quote = quoteWith({ coupons: null, misses: [{ campaignId: id(13, 2), label: '满赠', reason: '赠品已经送完', addFen: null }] })
  const [group] = quote.groups
  const gift = { ...group!.lines[0]!, title: '有机棉纱布巾 单条', payableFen: 0, quantity: 1, isGift: true }
  const { host } = await memberHost({}, { 'POST /checkout/quote': { ...quote, groups: [{ ...group!, lines: [...group!.lines, gift] }] } })
  const page = await host.open(CONFIRM, { source: 'direct', skuId: id(2, 0), quantity: '2' })
  await host.until(page, '有机棉纱布巾 单条')
  expect(host.text(page)).toContain('赠品')
  await host.tap(page, '查看金额怎么算的')
  await host.until(page, '赠品已经送完')
  await host.tap(page, '优惠券，没有可用的券，去领券')
  expect(host.destination().route).toBe(CENTRE)
})

test('an activity that the page was opened with is quoted and ordered', async () => {
  const activity = { kind: 'group_buy', campaignId: id(13, 5), size: 3, teamId: null, bargainId: null }
  const { host, asked } = await memberHost()
  const page = await host.open(CONFIRM, { source: 'direct', skuId: id(2, 0), quantity: '1', activity: 'group_buy', campaignId: activity.campaignId, size: '3' })
  await host.until(page, '文三路')
  expect(asked('POST', '/checkout/quote').at(-1)?.body).toMatchObject({ activity, couponIds: null })
  await host.tap(page, '提交订单，¥45.90')
  await host.called('redirectTo', 'checkout/pay')
  expect(asked('POST', '/orders').at(-1)?.body).toMatchObject({ activity, lines: [{ skuId: id(2, 0), quantity: 1 }] })
})
