import { describe, expect, test } from 'vitest'
import { orderOf, afterSales, fulfilments, orderRows } from '../dev/trade'
import { decisionsFor, effectsOf } from '../admin/features/aftersale/words'
import { attributeNamesFor, flatten } from '../admin/shared/category-tree'
import { check, draftOf, emptyDraft, inputOf, placeOf } from '../admin/features/catalogue/draft'
import { inBatches, shipItem } from '../admin/features/fulfilment/words'
import { cancelEffects, cityOf, provinceOf, refundableFen } from '../admin/features/orders/words'
import { daysMessage, hoursMessage } from '../admin/features/dashboard/messages'
import { plainPath } from '../shared/api/problem'
import { categories, products } from '../dev/goods'
import type { AdminOrder } from '../shared/api/shapes'

const orderIn = (status: string): AdminOrder => orderOf(orderRows.find((row) => row.status === status)?.id ?? '') as AdminOrder

describe('what a cancellation does', () => {
  test('a paid order gives its money back', () => {
    const order = orderIn('paid')
    expect(refundableFen(order)).toBe(order.payableFen)
    expect(cancelEffects(order)[0]).toContain('原路退回')
  })
  test('an unpaid one concerns no money', () => expect(cancelEffects(orderIn('pending_payment'))[0]).toBe('没有收到付款，不涉及退款'))
  test('what went back already does not go back twice', () => expect(refundableFen(orderIn('cancelled'))).toBe(0))
})

describe('where an order may be sent instead', () => {
  test('a province keeps its city apart', () => expect([provinceOf('广东省 深圳市 南山区'), cityOf('广东省 深圳市 南山区')]).toEqual(['广东省', '深圳市']))
  test('a municipality is its own city', () => expect([provinceOf('北京市 朝阳区'), cityOf('北京市 朝阳区')]).toEqual(['北京市', '北京市']))
})

describe('what an after-sale decision does', () => {
  const [refundOnly, returned] = afterSales
  test('approving a refund names the sum', () => expect(effectsOf('approve', refundOnly!, true)[0]).toContain('¥84.55'))
  test('receiving says whether stock comes back', () => {
    expect(effectsOf('receive', returned!, true)[1]).toContain('回到可售库存')
    expect(effectsOf('receive', returned!, false)[1]).toContain('不回库存')
  })
  test('nothing can be decided once it is over', () => expect(decisionsFor('refunded')).toEqual([]))
})

describe('shipping', () => {
  const row = fulfilments[0]!
  test('everything is said as null', () => expect(shipItem(row, 'SF', Object.fromEntries(row.lines.map((line) => [line.lineId, line.remaining]))).lines).toBeNull())
  test('a part names its lines and leaves out nothings', () => {
    const item = shipItem({ ...row, lines: [{ ...row.lines[0]!, remaining: 3 }, { ...row.lines[0]!, lineId: 'b', remaining: 1 }] }, 'SF', { [row.lines[0]!.lineId]: 2, b: 0 })
    expect(item.lines).toEqual([{ lineId: row.lines[0]!.lineId, quantity: 2 }])
  })
  test('batches keep all, in order', () => expect(inBatches([1, 2, 3, 4, 5], 2)).toEqual([[1, 2], [3, 4], [5]]))
})

describe('the editor', () => {
  test('an empty draft is told at its fields', () => expect(Object.keys(check(emptyDraft()))).toEqual(['title', 'categoryId', 'media', 'skus[0].priceFen', 'skus[0].code', 'skus[0].weightG']))
  test('paths of all dialects meet', () => expect(['$.skus[0].priceFen', '/skus/0/priceFen', 'skus.0.priceFen'].map(plainPath)).toEqual(Array(3).fill('skus[0].priceFen')))
  test('a path deeper than the editor lands at its section', () => expect([placeOf('skus[2].code'), placeOf('media[1].mediaId')]).toEqual(['skus[2].code', 'media']))
  test('a SKU’s own picture is shown by its address and not sent', () => {
    const [stored] = [...products.values()]
    const product = { ...stored!, skus: stored!.skus.map((sku, at) => ({ ...sku, mediaId: at ? null : 'own', imageUrl: at ? null : '/files/own.webp' })) }
    expect(draftOf(product).skuPictures).toEqual({ own: '/files/own.webp' })
    expect(Object.keys(inputOf(draftOf(product)))).not.toContain('skuPictures')
  })
  test('attributes come down the tree', () => expect(attributeNamesFor(categories, categories[0]!.children[1]!.id)).toEqual(['适用阶段', '面料', '尺码说明']))
  test('a flat list names the way', () => expect(flatten(categories)[1]?.path).toBe('孕产 / 待产必备'))
})

describe('chart titles', () => {
  test('nothing sold is said so', () => expect(hoursMessage([{ hour: 9, gmvFen: 0, lastWeekGmvFen: 5 }])).toBe('今天还没有成交'))
  test('the last full week against the one before, without today', () => {
    const days = Array.from({ length: 15 }, (_, at) => ({ date: `d${at}`, gmvFen: at < 7 ? 1_000_00 : at < 14 ? 1_500_00 : 9_999_00, orders: 1 }))
    expect(daysMessage(days)).toBe('近 7 天成交 ¥1.1万，比前 7 天多 50%')
  })
})
