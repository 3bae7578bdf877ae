import { describe, expect, test } from 'vitest'
import { combinations, fill, fillCodes, reconcile, removeOption, renameValue } from '../admin/features/catalogue/sku-matrix'
import type { SkuIn } from '../shared/api/shapes-goods'

const sku = (optionValues: string[], over: Partial<SkuIn> = {}): SkuIn => ({
  id: `id-${optionValues.join('-')}`, optionValues, code: '', barcode: null, priceFen: 100, marketPriceFen: null, costFen: null,
  weightG: 10, volumeCm3: 0, mediaId: null, limitPerOrder: 0, enabled: true, ...over,
})
const color = { name: '颜色', values: ['白', '绿'] }
const size = { name: '尺码', values: ['S', 'M'] }

describe('combinations', () => {
  test('no options give one empty combination', () => expect(combinations([])).toEqual([[]]))
  test('the last option turns fastest', () => expect(combinations([color, size])).toEqual([['白', 'S'], ['白', 'M'], ['绿', 'S'], ['绿', 'M']]))
  test('an option without values does not count', () => expect(combinations([color, { name: '', values: [] }])).toEqual([['白'], ['绿']]))
})

describe('reconcile', () => {
  test('what exists keeps identity and figures; what is new takes the figures of the first', () => {
    const next = reconcile([color], [sku(['白'], { priceFen: 990 })])
    expect(next.map((row) => [row.id, row.optionValues, row.priceFen])).toEqual([['id-白', ['白'], 990], [null, ['绿'], 990]])
  })
  test('a second option turns existing SKUs into its first value', () => {
    const next = reconcile([color, size], [sku(['白']), sku(['绿'])])
    expect(next.map((row) => [row.id, row.optionValues.join('/')])).toEqual([['id-白', '白/S'], [null, '白/M'], ['id-绿', '绿/S'], [null, '绿/M']])
  })
  test('a value taken away takes its SKUs along and no others', () => {
    const next = reconcile([{ ...color, values: ['绿'] }], [sku(['白']), sku(['绿'])])
    expect(next.map((row) => row.id)).toEqual(['id-绿'])
  })
  test('new SKUs never share an id or a code', () => {
    const next = reconcile([color], [sku(['白'], { code: 'A1' })])
    expect(next.filter((row) => row.code === 'A1')).toHaveLength(1)
  })
})

test('renaming a value keeps the SKU', () => {
  const { options, skus } = renameValue([color], [sku(['白']), sku(['绿'])], { option: 0, from: '白', to: '米白' })
  expect(options[0]?.values).toEqual(['米白', '绿'])
  expect(reconcile(options, skus).map((row) => row.id)).toEqual(['id-白', 'id-绿'])
})

test('taking the first of two options out keeps one SKU per remaining value', () => {
  const before = combinations([color, size]).map((values) => sku(values))
  const after = removeOption([color, size], before, 0)
  expect(after.skus.map((row) => [row.id, row.optionValues])).toEqual([['id-白-S', ['S']], ['id-白-M', ['M']]])
})

describe('fill', () => {
  const skus = combinations([color, size]).map((values) => sku(values))
  test('fills all', () => expect(fill(skus, { priceFen: 500 }).every((row) => row.priceFen === 500)).toBe(true))
  test('fills only the rows of one value', () => expect(fill(skus, { priceFen: 500 }, { option: 1, value: 'M' }).map((row) => row.priceFen)).toEqual([100, 500, 100, 500]))
  test('a key without a value leaves the rows as they are', () => expect(fill(skus, { priceFen: undefined, weightG: 7 })[0]).toMatchObject({ priceFen: 100, weightG: 7 }))
})

test('codes are given to rows without one and never twice', () => {
  const codes = fillCodes([sku(['白'], { code: 'NH-01' }), sku(['绿']), sku(['黄'])], 'NH').map((row) => row.code)
  expect(codes).toEqual(['NH-01', 'NH-02', 'NH-03'])
})
