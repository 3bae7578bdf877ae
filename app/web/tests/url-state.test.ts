import { describe, expect, test } from 'vitest'
import { csvCell, csvText } from '../admin/shared/table/csv'
import type { Filter } from '../admin/shared/table/types'
import { chipsOf, queryOf, readFilters, viewSearch, withFilters } from '../admin/shared/table/url-state'

const filters: Filter[] = [
  { kind: 'choice', name: 'status', label: '状态', choices: [{ value: 'paid', label: '待发货' }] },
  { kind: 'search', name: 'q', label: '搜索', placeholder: '' },
  { kind: 'dates', name: 'from', until: 'to', label: '下单' },
  { kind: 'flag', name: 'low', label: '只看偏低' },
]

test('only known filters are read', () => expect(readFilters(new URLSearchParams('status=paid&cursor=x&other=1&q='), filters)).toEqual({ status: 'paid' }))

test('a change of filters gives up the place and keeps the rest', () => {
  const next = withFilters(new URLSearchParams('status=paid&q=a&cursor=x&skuId=7'), { status: null, q: 'b' })
  expect(next.toString()).toBe('q=b&skuId=7')
})

test('days become half-open instants', () =>
  expect(queryOf({ from: '2026-11-01', to: '2026-11-02', status: 'paid' }, filters)).toEqual({ status: 'paid', from: '2026-10-31T16:00:00.000Z', to: '2026-11-02T16:00:00.000Z' }))

test('a chip for each filter that is set, which clears what it stands for', () => {
  const chips = chipsOf({ status: 'paid', from: '2026-11-01', low: 'true' }, filters)
  expect(chips).toEqual([
    { key: 'status', text: '状态：待发货', clears: ['status'] },
    { key: 'from', text: '下单：2026-11-01 至 现在', clears: ['from', 'to'] },
    { key: 'low', text: '只看偏低', clears: ['low'] },
  ])
})

test('a view is the same however the URL was put together', () => {
  expect(viewSearch(new URLSearchParams('q=a&status=paid&cursor=z'), filters)).toBe(viewSearch(new URLSearchParams('status=paid&q=a'), filters))
})

describe('csv', () => {
  test('quotes what needs it', () => expect(csvCell('a,"b"')).toBe('"a,""b"""'))
  test.each(['=1+1', '+86', '-x', '@cmd'])('%s cannot run as a formula', (text) => expect(csvCell(text).startsWith("'")).toBe(true))
  test('numbers stay numbers', () => expect(csvCell(-12.5)).toBe('-12.5'))
  test('begins with a byte order mark and a head', () => {
    const text = csvText([{ key: 'a', title: '名', render: () => null, text: (row: { a: string }) => row.a }], [{ a: '暖禾' }])
    expect(text).toBe('\uFEFF名\r\n暖禾\r\n')
  })
})
