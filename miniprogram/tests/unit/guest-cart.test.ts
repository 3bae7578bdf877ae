import { expect, test } from 'vitest'
import { withAdded, withChanged } from '@/shared/lib/guest-lines'
import { columns } from '@/shared/lib/waterfall'

const lines = [{ skuId: 'a', quantity: 1, selected: false }, { skuId: 'b', quantity: 2, selected: true }]

test('adding what is there adds up and ticks it', () => {
  expect(withAdded(lines, 'a', 2)).toEqual([{ skuId: 'a', quantity: 3, selected: true }, lines[1]])
  expect(withAdded(lines, 'c', 1)[0]).toEqual({ skuId: 'c', quantity: 1, selected: true })
})

test('changing a line onto another SKU joins the two', () => {
  expect(withChanged(lines, 'a', { newSkuId: 'b' })).toEqual([{ skuId: 'b', quantity: 3, selected: false }])
  expect(withChanged(lines, 'a', { newSkuId: 'c' })[0]?.skuId).toBe('c')
  expect(withChanged(lines, 'x', { quantity: 5 })).toBe(lines)
})

test('cards once placed never move', () => {
  const items = [3, 1, 1, 1, 5, 2]
  const before = columns(items.slice(0, 4), (h) => h)
  const after = columns(items, (h) => h)
  expect(after[0].slice(0, before[0].length)).toEqual(before[0])
  expect(after[1].slice(0, before[1].length)).toEqual(before[1])
})
