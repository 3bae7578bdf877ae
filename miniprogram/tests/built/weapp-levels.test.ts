import { expect, test } from 'vitest'
import { memberHost, start } from './start'

const LEVEL = 'packages/members/pages/level/index'

test('the level page says where one stands, what each level gives, and how growth came', async () => {
  const { host, asked } = await memberHost()
  const page = await host.open(LEVEL)
  await host.until(page, '再得 3140 成长值，升级为金禾会员')
  for (const words of ['1860', '商品享 9.5 折', '有效至2027年3月2日', '实付每满 1 元得 1 成长值', '活跃的一天', '+320']) expect(host.text(page)).toContain(words)
  await host.tap(page, '钻禾')
  await host.until(page, '商品享 8 折')
  expect(host.text(page)).toContain('近一年成长值满 15000')
  expect(asked('GET', '/me/growth').length).toBe(1)
})

test('a birthday is checked here, sent once and locked', async () => {
  const { host, asked } = await memberHost()
  const page = await host.open(LEVEL)
  await host.until(page, '去填写')
  await host.tap(page, '生日，去填写')
  await host.until(page, '保存后一年内不能再改')
  await host.tap(page, '保存')
  expect(asked('PUT', '/me/birthday')).toEqual([])
})

test('a guest is asked to sign in and reads nothing', async () => {
  const { host, asked } = start()
  const page = await host.open(LEVEL)
  await host.until(page, '登录后查看会员等级')
  expect(asked('GET', '/me/level')).toEqual([])
})

test('whoever wants to hear of a guide of their own is asked by WeChat once', async () => {
  const { host, asked } = await memberHost({ requestSubscribeMessage: { T5: 'accept' } })
  const page = await host.open(LEVEL)
  await host.until(page, '有专属导购时告诉我')
  await host.tap(page, '开启专属导购通知')
  await host.until(page, '已记下')
  expect(host.calls.filter((call) => call.name === 'requestSubscribeMessage')[0]?.options).toMatchObject({ tmplIds: ['T5'] })
  expect(asked('POST', '/me/subscriptions')[0]?.body).toEqual({ results: [{ templateId: 'T5', accepted: true }] })
})

test('a no is taken as one, and may be thought over', async () => {
  const { host, asked } = await memberHost({ requestSubscribeMessage: { T5: 'reject' } })
  const page = await host.open(LEVEL)
  await host.until(page, '有专属导购时告诉我')
  await host.tap(page, '开启专属导购通知')
  await host.settle()
  expect(asked('POST', '/me/subscriptions')[0]?.body).toEqual({ results: [{ templateId: 'T5', accepted: false }] })
  expect(host.text(page)).not.toContain('已记下')
})
