import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import type { CampaignBody, Foreseen, GoodsFacts, LevelSize } from '../../../shared/api/shapes-promotion'
import { api } from '../../shared/session'

const IDS_MAX = 500

/** Facts of the named SKUs and of all SKUs of the named products, by SKU. */
export function useGoods(skuIds: readonly string[], productIds: readonly string[] = []) {
  const body = { skuIds: [...new Set(skuIds)].sort().slice(0, IDS_MAX), productIds: [...new Set(productIds)].sort().slice(0, IDS_MAX) }
  const query = useQuery({
    queryKey: ['promotion-goods', body],
    queryFn: () => api.post<{ items: GoodsFacts[] }>('/campaigns/goods', body),
    enabled: body.skuIds.length + body.productIds.length > 0,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
  const goods = useMemo(() => new Map((query.data?.items ?? []).map((facts) => [facts.skuId, facts])), [query.data])
  return { goods, query }
}

export function useLevels() {
  return useQuery({
    queryKey: ['member-levels'],
    queryFn: ({ signal }) => api.get<{ items: LevelSize[] }>('/member-levels', {}, signal),
    staleTime: 60_000,
  })
}

const SETTLE_MS = 600

/** A value once it has stood still for a moment. */
export function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [value])
  return settled
}

/** What the draft would meet, asked anew when it has stood still. `body` null: it is not whole yet. */
export function useForeseen(body: CampaignBody | null, campaignId: string | null) {
  const settled = useSettled(body === null ? null : JSON.stringify(body))
  return useQuery({
    queryKey: ['foresee', campaignId, settled],
    queryFn: () => api.post<Foreseen>('/campaigns/foresee', { campaign: JSON.parse(settled ?? '{}') as CampaignBody, campaignId }),
    enabled: settled !== null && body !== null,
    placeholderData: keepPreviousData,
    retry: false,
  })
}
