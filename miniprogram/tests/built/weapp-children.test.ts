import { expect, test } from 'vitest'
import { id } from '../fixtures/goods'
import { memberHost, start } from './start'

const CHILDREN = 'packages/members/pages/children/index'
const today = new Date(Date.now() + 8 * 3_600_000)
/** A day in Shanghai, so many days from now. */
const day = (by: number): string => new Date(today.getTime() + by * 86_400_000).toISOString().slice(0, 10)
/** The first day of the month so many months ago. */
const month = (back: number): string => new Date(Date.UTC(today.getUTCFullYear(), today.getUTCMonth() - back, 1)).toISOString().slice(0, 10)

test('an empty page says what it is for, and a month of birth is told in two taps', async () => {
  const { host, asked } = await memberHost()
  const page = await host.open(CHILDREN)
  await host.until(page, '还没有宝宝信息')
  expect(host.text(page)).toContain('可以随时修改或删除，删除后不再使用')
  await host.tap(page, '添加宝宝')
  await host.until(page, '哪年哪月出生的')
  await host.tap(page, '保存')
  await host.until(page, '请选择出生年月')
  expect(asked('POST', '/me/children')).toEqual([])
  await host.tap(page, `${today.getUTCFullYear() - 1} 年`)
  await host.tap(page, `${today.getUTCFullYear() - 1} 年 ${today.getUTCMonth() + 1} 月`)
  await host.tap(page, '保存')
  await host.until(page, '1 岁')
  expect(asked('POST', '/me/children').map((ask) => ask.body)).toEqual([{ dueOn: null, bornMonth: month(12) }])
})

test('a due date is chosen on a calendar that knows no other days', async () => {
  const { host, asked } = await memberHost()
  const page = await host.open(CHILDREN)
  await host.until(page, '添加宝宝')
  await host.tap(page, '添加宝宝')
  await host.tap(page, '怀孕中')
  await host.until(page, '预产期是哪一天')
  await host.tap(page, day(0))
  await host.tap(page, '保存')
  await host.until(page, '孕 40 周')
  expect(asked('POST', '/me/children').map((ask) => ask.body)).toEqual([{ dueOn: day(0), bornMonth: null }])
})

test('a due date that has passed is asked about, and one tap tells the birth', async () => {
  const { host, asked } = await memberHost({}, { 'GET /me/children': { items: [{ id: id(15, 1), dueOn: day(-5), bornMonth: null }] } })
  const page = await host.open(CHILDREN)
  await host.until(page, '宝宝出生了吗')
  const at = day(-5)
  await host.tap(page, `${at.slice(0, 4) === day(0).slice(0, 4) ? '' : `${at.slice(0, 4)} 年 `}${Number(at.slice(5, 7))} 月出生`)
  await expect.poll(() => asked('PUT', `/me/children/${id(15, 1)}`).map((ask) => ask.body)).toEqual([{ dueOn: null, bornMonth: `${at.slice(0, 7)}-01` }])
})

test('one is changed and one is removed after a question', async () => {
  const { host, asked } = await memberHost({}, { 'GET /me/children': { items: [{ id: id(15, 1), dueOn: null, bornMonth: month(8) }] } })
  const page = await host.open(CHILDREN)
  await host.until(page, '8 个月')
  await host.tap(page, '修改8 个月的宝宝')
  await host.until(page, '修改宝宝')
  await host.tap(page, '保存')
  await expect.poll(() => asked('PUT', `/me/children/${id(15, 1)}`).map((ask) => ask.body)).toEqual([{ dueOn: null, bornMonth: month(8) }])
  await host.tap(page, '删除8 个月的宝宝')
  await expect.poll(() => asked('DELETE', `/me/children/${id(15, 1)}`).length).toBe(1)
  expect(host.calls.some((call) => call.name === 'showModal')).toBe(true)
})

test('six are enough, and the page says so', async () => {
  const items = Array.from({ length: 6 }, (_, n) => ({ id: id(15, n), dueOn: null, bornMonth: month(n * 13) }))
  const { host } = await memberHost({}, { 'GET /me/children': { items } })
  const page = await host.open(CHILDREN)
  await host.until(page, '最多填写 6 个宝宝')
  expect(host.text(page)).not.toContain('添加宝宝')
})

test('what the server says against it stands in the sheet or is said', async () => {
  const { host } = await memberHost({}, { 'POST /me/children': { refusal: { type: 'about:blank', title: '填写有误', status: 409, code: 'invalid', detail: '出生年月不能晚于今天', field: 'bornMonth' } } })
  const page = await host.open(CHILDREN)
  await host.until(page, '添加宝宝')
  await host.tap(page, '添加宝宝')
  await host.tap(page, `${today.getUTCFullYear()} 年 ${today.getUTCMonth() + 1} 月`)
  await host.tap(page, '保存')
  await host.until(page, '出生年月不能晚于今天')
})

test('a guest is asked to sign in and reads nothing', async () => {
  const { host, asked } = start()
  const page = await host.open(CHILDREN)
  await host.until(page, '登录后填写宝宝信息')
  expect(asked('GET', '/me/children')).toEqual([])
})
