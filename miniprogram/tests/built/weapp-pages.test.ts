import { expect, test, vi } from 'vitest'
import { quoteOf } from '../fixtures/cart'
import { id } from '../fixtures/goods'
import { afterSaleOf, orderOf } from '../fixtures/orders'
import { memberHost, start } from './start'

test('the home page shows the shop window within a small setData budget', async () => {
  const { host } = start()
  const page = await host.open('features/catalogue/home/index')
  await host.until(page, '云柔婴儿湿巾')
  expect(host.text(page)).toContain('新生的第一件温柔')
  expect(host.text(page)).toContain('猜你喜欢')
  expect(host.setDataBytes).toBeLessThan(256_000)
})

test('a guest puts a SKU aside, signs in, and the carts are merged once', async () => {
  const { host, asked } = start()
  const product = await host.open('features/product/detail/index', { id: id(1, 0) })
  await host.until(product, '云柔婴儿湿巾')
  await host.tap(product, '加入购物车')
  await host.tap(product, '樱花粉')
  await host.tap(product, '小包装')
  await host.tap(product, '增加数量')
  const buttons = host.texts(product).filter((text) => text === '加入购物车')
  expect(buttons.length).toBe(2)
  await host.tapLast(product, '加入购物车')
  expect(host.storage.siyu_cart).toEqual([{ skuId: id(2, 0), quantity: 2, selected: true }])
  expect(asked('POST', '/cart/lines')).toEqual([])

  const login = await host.open('features/members/login/index')
  await host.tap(login, '微信一键登录')
  expect(asked('POST', '/session')).toEqual([])
  await host.tap(login, '同意并登录')
  await host.until(login, '绑定手机号')
  expect(asked('POST', '/session').map((ask) => ask.body)).toEqual([{ code: 'LOGIN' }])
  // The page goes on as soon as it knows who came; the rest follows.
  await vi.waitFor(() => expect(host.storage.siyu_cart).toEqual([]))
  expect(asked('POST', '/me/consent').map((ask) => ask.body)).toEqual([{ version: '2026-01' }])
  expect(asked('POST', '/cart/merge').map((ask) => ask.body)).toEqual([{ lines: [{ skuId: id(2, 0), quantity: 2 }] }])
})

test('an expired session is renewed once for all requests that wait for it', async () => {
  const { host, asked } = start({}, { siyu_token: 'expired', siyu_consent: '2026-01' })
  const mine = await host.open('features/mine/index')
  const orders = await host.open('features/orders/list/index')
  await host.until(mine, '银禾会员')
  await host.until(orders, '待付款')
  await host.until(orders, '去支付')
  expect(asked('POST', '/session').length).toBe(1)
  expect(host.storage.siyu_token).toBe('fixture-token')
})

test('who never agreed is not signed in silently', async () => {
  const { host, asked } = start({}, { siyu_token: 'expired' })
  const home = await host.open('features/catalogue/home/index')
  await host.until(home, '云柔婴儿湿巾')
  expect(asked('POST', '/session')).toEqual([])
  expect(host.storage.siyu_token).toBeUndefined()
})

test('from confirm to paid: one order, WeChat’s sheet, the server’s word', async () => {
  const { host, asked } = await memberHost()
  const confirm = await host.open('features/checkout/confirm/index', { source: 'direct', skuId: id(2, 0), quantity: '2' })
  await host.until(confirm, '文三路')
  await host.tap(confirm, '提交订单，¥83.81')
  expect(asked('POST', '/orders').map((ask) => (ask.body as { expectedPayableFen: number }).expectedPayableFen)).toEqual([8381])
  const { route, query } = host.destination()
  expect(route).toBe('features/checkout/pay/index')
  await host.open(route, query)
  await host.called('redirectTo', 'checkout/result')
  expect(host.calls.filter((call) => call.name === 'requestPayment')[0]?.options).toMatchObject({ package: 'prepay_id=wx1', signType: 'RSA', paySign: 's' })
  const result = await host.open('features/checkout/result/index', host.destination().query)
  await host.until(result, '支付成功')
  await host.tap(result, '开启发货通知')
  expect(asked('POST', '/me/subscriptions').map((ask) => ask.body)).toEqual([{ results: [{ templateId: 'T1', accepted: true }, { templateId: 'T2', accepted: false }, { templateId: 'T3', accepted: true }] }])
})

test('a payment that was cancelled says how long the order is kept', async () => {
  const { host } = await memberHost({ requestPayment: new Error('requestPayment:fail cancel') })
  const pay = await host.open('features/checkout/pay/index', { id: id(4, 0), start: '1' })
  await host.until(pay, '支付没有完成，订单为您保留到')
  expect(host.destination().route).not.toBe('features/checkout/result/index')
})

test('a line slides left under the finger and is removed after a question', async () => {
  const { host, asked } = await memberHost()
  await host.open('features/product/detail/index', { id: id(1, 0) })
  const product = host.stack.at(-1)!
  await host.until(product, '云柔婴儿湿巾')
  await host.tap(product, '加入购物车')
  await host.tap(product, '樱花粉')
  await host.tap(product, '小包装')
  await host.tapLast(product, '加入购物车')
  const cart = await host.open('features/cart/index')
  await host.until(cart, '云柔婴儿湿巾')
  const face = host.classed(cart, 'cart-row__face')
  await host.fire(cart, face, 'touchstart', {}, [{ clientX: 300, clientY: 100 }])
  await host.fire(cart, face, 'touchmove', {}, [{ clientX: 270, clientY: 102 }])
  await host.fire(cart, face, 'touchmove', {}, [{ clientX: 200, clientY: 104 }])
  await host.fire(cart, face, 'touchend')
  expect(String(host.classed(cart, 'cart-row__face').st)).toContain('translateX(-76px)')
  await host.tap(cart, '移出云柔婴儿湿巾 80 抽 × 6 包 手口可用 不含酒精')
  await host.until(cart, '购物车还是空的')
  expect(host.calls.some((call) => call.name === 'showModal')).toBe(true)
  expect(asked('POST', '/cart/remove').map((ask) => ask.body)).toEqual([{ skuIds: [id(2, 0)] }])
})

test('orders draw the buttons that the server allows, and no others', async () => {
  const { host } = await memberHost()
  const list = await host.open('features/orders/list/index', { state: 'pending_payment' })
  await host.until(list, '去支付')
  expect(host.text(list)).toContain('取消订单')
  expect(host.text(list)).not.toContain('确认收货')
  const detail = await host.open('features/orders/detail/index', { id: id(4, 2) })
  await host.until(detail, '确认收货')
  expect(host.text(detail)).toContain('快件正在派送')
  expect(host.text(detail)).not.toContain(id(4, 2))
})

test('an attempt that ended leaves an open order payable', async () => {
  const { host } = await memberHost({}, { [`POST /orders/${id(4, 0)}/payment-check`]: { state: 'closed', message: '这次支付没有完成，请重新支付' } })
  const result = await host.open('features/checkout/result/index', { id: id(4, 0) })
  await host.until(result, '支付没有完成，订单为您保留到')
  await host.tap(result, '继续支付')
  expect(host.destination().route).toBe('features/checkout/pay/index')
})

test('a basket of both kinds asks for the address that it needs', async () => {
  const basket = quoteOf([{ skuId: id(2, 0), quantity: 1, selected: true }], null)
  const quote = { ...basket, canSubmit: false, virtualNotice: '虚拟商品付款后立即发放', problems: [{ code: 'commerce.address_required', message: '请先填写收货地址', skuId: null }] }
  const { host, asked } = await memberHost({}, { 'POST /checkout/quote': quote })
  const confirm = await host.open('features/checkout/confirm/index', { source: 'cart' })
  await host.until(confirm, '添加收货地址')
  await host.tap(confirm, '填写收货地址')
  expect(host.destination().route).toBe('features/addresses/list/index')
  expect(asked('POST', '/orders')).toEqual([])
})

test('what no warehouse has is not said to be sent, and leads back to where it can be changed', async () => {
  const basket = quoteOf([{ skuId: id(2, 0), quantity: 1, selected: true }], null)
  const message = '「云柔婴儿湿巾」库存不足，请减少数量或移除'
  const groups = [{ ...basket.groups[0]!, warehouseName: '暂时缺货', expectedDelivery: '' }]
  const { host } = await memberHost({}, { 'POST /checkout/quote': { ...basket, groups, canSubmit: false, problems: [{ code: 'supply.sold_out', message, skuId: id(2, 0) }] } })
  const confirm = await host.open('features/checkout/confirm/index', { source: 'cart' })
  await host.until(confirm, message)
  expect(host.text(confirm)).not.toContain('缺货发货')
  await host.tap(confirm, '返回修改')
  await host.called('navigateBack', '')
})

test('a refused after-sale says why once, and may be asked for again', async () => {
  const why = '照片里看不出破损，请补充清晰的照片'
  const sale = { ...afterSaleOf(orderOf(4, 'completed', quoteOf([{ skuId: id(2, 0), quantity: 1, selected: true }], null))), status: 'rejected', statusText: '商家未同意', sentence: `商家未同意：${why}`, rejectReason: why, actions: [], returnAddress: null }
  const { host } = await memberHost({}, { [`GET /after-sales/${id(7, 1)}`]: sale })
  const page = await host.open('features/aftersale/detail/index', { id: id(7, 1) })
  await host.until(page, why)
  expect(host.text(page).split(why).length - 1).toBe(1)
  await host.tap(page, '重新申请')
  expect(host.destination()).toEqual({ route: 'features/aftersale/apply/index', query: { orderId: sale.orderId, lineId: sale.lines[0]!.lineId } })
})

test.each([
  ['features/catalogue/category/index', {}, '新生儿'], ['features/search/search/index', {}, '大家在找'], ['features/search/list/index', { q: '婴儿' }, '共 12 件商品'],
  ['features/mine/index', {}, '银禾会员'], ['features/mine/index', {}, '2 张可用'], ['features/catalogue/home/index', {}, '领券中心'], ['features/orders/parcel/index', { orderId: id(4, 2), parcelId: id(6, 2) }, '快件已揽收'],
  ['features/aftersale/apply/index', { orderId: id(4, 3) }, '要什么样的售后'], ['features/aftersale/detail/index', { id: id(7, 1) }, '退货寄到'], ['features/aftersale/list/index', {}, '请寄回商品'],
  ['features/addresses/list/index', {}, '文三路'], ['features/addresses/edit/index', {}, '所在地区'], ['features/members/favourites/index', {}, '云柔婴儿湿巾'],
  ['features/members/settings/index', {}, '退出登录'], ['features/members/privacy/index', {}, '我们收集什么'], ['features/members/about/index', {}, '经营资质'],
] as [string, Record<string, string>, string][])('%s runs', async (route, query, words) => {
  const { host } = await memberHost()
  const page = await host.open(route, query)
  await host.until(page, words)
})
