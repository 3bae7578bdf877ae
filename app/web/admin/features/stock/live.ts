import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Page } from '../../../shared/api/shapes'
import type { LiveLevel, StockRow } from '../../../shared/api/shapes-office'
import { followStream } from '../../shared/stream'

/** As many SKUs as the server lets one connection follow; a page of the list has 20 rows. */
const SKUS_MAX = 100

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

/** Keeps the rows of the list as they are now. */
export function useLiveStock(rows: readonly StockRow[]): void {
  const client = useQueryClient()
  const query = [...new Set(rows.map((row) => row.skuId))].sort().slice(0, SKUS_MAX).map((id) => `skuIds=${id}`).join('&')
  useEffect(() => {
    if (!query) return undefined
    return followStream(`/live/stock?${query}`, (name, data) => {
      const told = name === 'reset' ? (JSON.parse(data) as { items: LiveLevel[] }).items : [JSON.parse(data) as LiveLevel]
      client.setQueriesData<Page<StockRow>>({ queryKey: ['stock'] }, (page) => {
        const items = page && withLevels(page.items, told)
        return page && items !== page.items ? { ...page, items: [...(items ?? [])] } : page
      })
    })
  }, [client, query])
}
