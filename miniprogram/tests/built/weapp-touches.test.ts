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
