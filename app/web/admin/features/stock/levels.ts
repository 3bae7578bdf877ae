import type { LiveLevel, StockRow } from '../../../shared/api/shapes-office'

/** The rows with the figures that were told; the same array while nothing differs. */
export function withLevels(rows: readonly StockRow[], told: readonly LiveLevel[]): readonly StockRow[] {
  const shelves = new Map(told.flatMap((level) => level.warehouses.map((shelf) => [`${level.skuId}:${shelf.warehouseId}`, shelf] as const)))
  const now = (row: StockRow): StockRow => {
    const shelf = shelves.get(`${row.skuId}:${row.warehouseId}`)
    return shelf && (shelf.onHand !== row.onHand || shelf.reserved !== row.reserved) ? { ...row, onHand: shelf.onHand, reserved: shelf.reserved, free: shelf.free } : row
  }
  const next = rows.map(now)
  return next.some((row, place) => row !== rows[place]) ? next : rows
}
