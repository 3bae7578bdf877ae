import { expect, test, vi } from 'vitest'
import { id, skusOf } from '../fixtures/goods'
import { start } from './start'

const event = (n: number, name: string, data: object): string => `id: 7-${n}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`

test('the product page and its sheet follow the stock, and go on after a break where they were', async () => {
  const { host } = start()
  const page = await host.open('features/product/detail/index', { id: id(1, 0) })
  await host.until(page, '立即购买')
  const [stream] = host.streams
  const skus = skusOf(0)
  expect(new URL(stream!.url).pathname).toBe('/api/mini/live/stock')
  expect(new URL(stream!.url).searchParams.getAll('skuIds')).toEqual(skus.map((sku) => sku.id))

  await host.tap(page, '选择规格')
  await host.tap(page, '樱花粉')
  await host.tap(page, '小包装')
  await host.until(page, '有货')
  stream!.send(event(1, 'stock', { skuId: skus[0]!.id, available: 2, lowStock: true }))
  await host.until(page, '仅剩 2 件')
  stream!.send(event(2, 'stock', { skuId: skus[0]!.id, available: 0, lowStock: false }))
  await host.until(page, '补货中')

  stream!.end()
  while (host.streams.length < 2) await host.settle()
  const again = host.streams[1]!
  expect(again.header['Last-Event-ID']).toBe('7-2')
  again.send(event(3, 'reset', { items: skus.map((sku) => ({ skuId: sku.id, available: 0, lowStock: false })), isWhole: true }))
  await vi.waitFor(() => host.classed(page, 'buy__out'))

  page.onHide?.()
  await vi.waitFor(() => expect(again.aborted).toBe(true))
  page.onShow?.()
  await vi.waitFor(() => expect(host.streams.length).toBe(3))
  page.onUnload?.()
  await vi.waitFor(() => expect(host.streams[2]!.aborted).toBe(true))
})
