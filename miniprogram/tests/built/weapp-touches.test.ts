import { expect, test } from 'vitest'
import { memberHost, start } from './start'

const CODE = 'aB3dE6gH9k'
const OPENED = [`POST /touches/${CODE}/open`]
const told = (asked: { method: string; path: string }[]): string[] => asked.filter((ask) => ask.path.startsWith('/touches/')).map((ask) => `${ask.method} ${ask.path}`)
const until = async (look: () => boolean): Promise<void> => {
  for (const end = Date.now() + 5000; !look() && Date.now() < end;) await new Promise((done) => setTimeout(done, 30))
}

test('a member who comes through a card is told of once, however often the shop is shown', async () => {
  const { host, shop } = await memberHost()
  host.show({ t: CODE })
  host.show({ t: CODE })
  await until(() => told(shop.asked).length > 0)
  await host.settle()
  expect(told(shop.asked)).toEqual(OPENED)
  expect(host.storage.siyu_touches).toEqual([])
})

test('what a guest came through waits on the phone until they sign in', async () => {
  const { host, shop } = start()
  host.show({ t: CODE })
  await host.settle()
  expect(told(shop.asked)).toEqual([])
  expect(host.storage.siyu_touches).toMatchObject([{ code: CODE }])
  const login = await host.open('features/members/login/index')
  await host.tap(login, '微信一键登录')
  await host.tap(login, '同意并登录')
  await until(() => told(shop.asked).length > 0)
  expect(told(shop.asked)).toEqual(OPENED)
})

test('who looks after the member is shown on their page and beside the goods', async () => {
  const guide = { name: '林小满', avatarUrl: null, qrUrl: 'https://qr.example/1', isContact: false, since: '2026-11-01T02:00:00Z' }
  const { host } = await memberHost({}, { 'GET /guide': { guide } })
  const mine = await host.open('features/mine/index')
  await host.until(mine, '您的专属导购')
  await host.tap(mine, '专属导购，林小满')
  await host.until(mine, '长按识别二维码，添加企业微信')
  const goods = await host.open('features/product/detail/index', { id: '00000001-0000-4000-8000-000000000000' })
  await host.until(goods, '林小满 可以帮您挑选')
})

test('a member without a guide reads nothing of one', async () => {
  const { host, asked } = await memberHost()
  const mine = await host.open('features/mine/index')
  await host.until(mine, '我的订单')
  await host.settle()
  expect(asked('GET', '/guide').length).toBe(1)
  expect(host.text(mine)).not.toContain('专属导购')
})
