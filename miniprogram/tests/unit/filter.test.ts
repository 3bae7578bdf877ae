import { describe, expect, test } from 'vitest'
import { bandWords, chosenCount, facetsQuery, isBand, listQuery, NO_FILTER, toggleAttribute, toggleBand, totalOf, withChosen, type Filter } from '@/features/search/list/filter'

const chosen = (...attributes: string[]): Filter => ({ ...NO_FILTER, attributes })
const band = (minPriceFen: number | null, maxPriceFen: number | null) => ({ minPriceFen, maxPriceFen, count: 3 })

describe('choosing', () => {
  test('values of attributes go on and off, in one order however they were tapped', () => {
    const both = toggleAttribute(toggleAttribute(NO_FILTER, '材质:棉'), '季节:冬')
    expect(both.attributes).toEqual(toggleAttribute(toggleAttribute(NO_FILTER, '季节:冬'), '材质:棉').attributes)
    expect(toggleAttribute(both, '材质:棉').attributes).toEqual(['季节:冬'])
  })

  test('more than a request may carry is not taken on', () => {
    const names = chosen('一:甲', '二:甲', '三:甲', '四:甲', '五:甲', '六:甲')
    expect(toggleAttribute(names, '七:甲')).toBe(names)
    expect(toggleAttribute(names, '六:乙').attributes.length).toBe(7)
    const values = chosen(...Array.from({ length: 20 }, (_, n) => `一:${n}`))
    expect(toggleAttribute(values, '一:再')).toBe(values)
    expect(toggleAttribute(values, '一:0').attributes.length).toBe(19)
  })

  test('a band fills the two fields and is asked for to the fen', () => {
    const filled = toggleBand(NO_FILTER, band(10_000, 19_999))
    expect([filled.minYuan, filled.maxYuan]).toEqual(['100', '199.99'])
    expect(isBand(filled, band(10_000, 19_999))).toBe(true)
    expect(listQuery({ q: '' }, filled)).toMatchObject({ minPriceFen: 10_000, maxPriceFen: 19_999 })
    expect(toggleBand(filled, band(10_000, 19_999))).toEqual(NO_FILTER)
    expect([band(null, 9_999), band(10_000, 19_999), band(20_000, null)].map(bandWords)).toEqual(['100 元以下', '100–200 元', '200 元以上'])
  })

  test('each kind counts once, each value of an attribute by itself', () => {
    expect(chosenCount(NO_FILTER)).toBe(0)
    expect(chosenCount({ categoryId: 'a', minYuan: '1', maxYuan: '2', inStock: true, attributes: ['材质:棉', '材质:麻'] })).toBe(5)
  })
})

describe('asking', () => {
  test('a category chosen in the sheet stands in for that of the page', () => {
    expect(listQuery({ categoryId: 'page', q: '' }, NO_FILTER).categoryId).toBe('page')
    expect(listQuery({ categoryId: 'page', q: '' }, { ...NO_FILTER, categoryId: 'child' }).categoryId).toBe('child')
  })

  test('facets are those of the scope, whatever attributes are chosen', () => {
    expect(facetsQuery({ q: '巾' }, chosen('材质:棉'))).toEqual(facetsQuery({ q: '巾' }, NO_FILTER))
    expect(listQuery({ q: '巾' }, chosen('材质:棉')).attributes).toEqual(['材质:棉'])
  })

  test('a list on one page is counted there; a longer one only if the shop did', () => {
    expect(totalOf({ items: [], nextCursor: null, total: null })).toBe(0)
    expect(totalOf({ items: [], nextCursor: 'x', total: null })).toBeUndefined()
    expect(totalOf({ items: [], nextCursor: 'x', total: 70 })).toBe(70)
  })
})

test('what was chosen stays in sight where nothing has it any more', () => {
  const facets = [{ name: '材质', values: [{ value: '棉', count: 2 }] }]
  expect(withChosen(facets, ['材质:棉', '材质:麻', '产地:湖州'])).toEqual([
    { name: '材质', values: [{ value: '棉', count: 2 }, { value: '麻', count: null }] },
    { name: '产地', values: [{ value: '湖州', count: null }] },
  ])
})
