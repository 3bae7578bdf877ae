import { expect, test } from 'vitest'
import { bargainItem, bargainOf } from '../fixtures/bargains'
import { start } from './start'

const DETAIL = 'packages/promotion/pages/bargain/detail/index'
const member = { siyu_token: 'fixture-token', siyu_consent: '2026-01' }

test('a friend helps, is told how much, and may compute all cuts again', async () => {
  const { host, asked } = start({}, member)
  const page = await host.open(DETAIL, { id: bargainOf(2, 'friend').id })
  await host.until(page, '帮 TA 砍一刀')
  expect(host.text(page)).toContain('2 / 3 刀')
  await host.tap(page, '这次砍价的每一刀可以验证')
  await host.until(page, '种子在砍价结束后公布')
  await host.tap(page, '帮 TA 砍一刀')
  await host.until(page, '帮忙砍掉')
  await host.until(page, '已砍到底价')
  expect(asked('POST', `/bargains/${bargainOf(2, 'friend').id}/help`).length).toBe(1)
  await host.tap(page, '在这台手机上重新计算')
  await host.until(page, '种子与公布的校验值一致')
  expect(host.text(page)).toContain('3 刀全部与重新计算的一致')
})

test('a guest is asked to sign in before the help', async () => {
  const { host, asked } = start()
  const page = await host.open(DETAIL, { id: bargainOf(2, 'guest').id })
  await host.until(page, '登录并帮 TA 砍一刀')
  await host.tap(page, '登录并帮 TA 砍一刀')
  expect(asked('POST', `/bargains/${bargainOf(2, 'guest').id}/help`)).toEqual([])
  expect(host.calls.some((call) => call.name === 'navigateTo' && String(call.options.url).includes('members/login'))).toBe(true)
})

test('the list shows true numbers, and the product’s page leads to it', async () => {
  const { host } = start({}, member)
  const product = await host.open('features/product/detail/index', { id: bargainItem.productId })
  await host.until(product, '最低可砍到 ¥39.00')
  const list = await host.open('packages/promotion/pages/bargain/list/index', { productId: bargainItem.productId })
  await host.until(list, '共 50 件，还剩 12 件')
  await host.tap(list, `发起砍价 ${bargainItem.title}`)
  expect(host.calls.some((call) => call.name === 'navigateTo' && String(call.options.url).includes('bargain/detail'))).toBe(true)
})
