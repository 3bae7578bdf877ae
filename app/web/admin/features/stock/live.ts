import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import type { Page } from '../../../shared/api/shapes'
import type { LiveLevel, StockRow } from '../../../shared/api/shapes-office'
import { followStream } from '../../shared/stream'
import { withLevels } from './levels'

/** As many SKUs as the server lets one connection follow; a page of the list has 20 rows. */
const SKUS_MAX = 100

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
