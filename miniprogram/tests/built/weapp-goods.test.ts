import { expect, test } from 'vitest'
import { id, WITH_VIDEO } from '../fixtures/goods'
import { start } from './start'

test('the video comes first, starts by hand alone, and falls silent when it is swiped away', async () => {
  const { host } = start()
  const page = await host.open('features/product/detail/index', { id: id(1, WITH_VIDEO) })
  await host.until(page, '视频')
  const film = await host.labelled(page, '待产包 妈妈宝宝组合 26 件套，视频')
  const paused = () => host.calls.filter((call) => call.name === 'pauseVideo').map((call) => call.options.id)
  expect(Object.values(film)).toEqual(expect.arrayContaining([expect.stringMatching(/\/files\/film\.mp4$/), expect.stringMatching(/\/files\/film-800\.webp$/)]))
  expect(paused()).toEqual([])

  const slides = host.classed(page, 's-carousel__track')
  await host.fire(page, slides, 'change', { current: 1, source: 'touch' })
  await host.until(page, '1 / 3')
  expect(paused()).toEqual([film.uid])
  await host.fire(page, slides, 'change', { current: 0, source: 'touch' })
  await host.until(page, '视频')
  expect(paused().length).toBe(1)

  await host.tap(page, '查看大图 2')
  const [preview] = host.calls.filter((call) => call.name === 'previewImage')
  expect((preview?.options.urls as string[]).length).toBe(3)
})

test('a product without a video shows the places of its pictures', async () => {
  const { host } = start()
  const page = await host.open('features/product/detail/index', { id: id(1, 0) })
  await host.until(page, '1 / 3')
  expect(host.text(page)).not.toContain('视频')
})

test('the filter sheet shows what the list can be narrowed by, and an empty answer offers to clear it', async () => {
  const { host, asked } = start()
  const list = await host.open('features/search/list/index')
  await host.until(list, '云柔婴儿湿巾')
  await host.tap(list, '筛选')
  await host.until(list, '品类')
  await host.until(list, '件商品符合条件')
  expect(host.text(list)).toContain('100 元以上')
  expect(asked('GET', '/products/facets').length).toBe(1)
  await host.tap(list, '品类 湿巾，6 件')
  await host.until(list, '6 件商品符合条件')
  await host.tap(list, '查看商品')
  await host.until(list, '共 6 件商品')
  expect(asked('GET', '/products').at(-1)?.query).toMatchObject({ attributes: '品类:湿巾' })

  await host.tap(list, '筛选，已选 1 项')
  await host.tap(list, '重置')
  await host.tap(list, '品类 火箭，2 件')
  await host.until(list, '没有符合条件的商品，请放宽条件')
  await host.tap(list, '查看商品')
  await host.until(list, '放宽或清除筛选条件试试')
  await host.tap(list, '清除筛选')
  await host.until(list, '云柔婴儿湿巾')
})
