import { expect, test } from 'vitest'
import { withLevels } from '../admin/features/stock/levels'
import { stock } from '../dev/goods'

const [row] = stock
const level = (onHand: number, reserved: number) => ({ skuId: row!.skuId, free: onHand - reserved, warehouses: [{ warehouseId: row!.warehouseId, onHand, reserved, free: onHand - reserved }] })

test('a told figure changes its row alone', () => {
  const rows = stock.slice(0, 4)
  const next = withLevels(rows, [level(row!.onHand + 5, row!.reserved + 2)])
  expect(next[0]).toEqual({ ...row, onHand: row!.onHand + 5, reserved: row!.reserved + 2, free: row!.onHand + 3 - row!.reserved })
  expect(next.slice(1)).toEqual(rows.slice(1))
  expect(next[1]).toBe(rows[1])
})

test('nothing new draws nothing anew', () => {
  expect(withLevels(stock, [level(row!.onHand, row!.reserved)])).toBe(stock)
  expect(withLevels(stock, [])).toBe(stock)
})
