import { useQuery } from '@tanstack/react-query'
import type { Page } from '../../../shared/api/shapes'
import type { LiveCode } from '../../../shared/api/shapes-community'
import type { TemplateBrief } from '../../../shared/api/shapes-promotion'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { isMoving } from './live-code-words'

const MOVING_MS = 2_000
const IDLE_MS = 30_000
const NAMES_MS = 60_000
const PAGE = 50

/** Looked at again by itself, every two seconds while WeCom draws or takes away one of them. */
export function useLiveCodes() {
  return useQuery({
    queryKey: ['live-codes'],
    queryFn: ({ signal }) => api.get<LiveCode[]>('/wecom/live-codes', {}, signal),
    refetchInterval: (query) => (isMoving(query.state.data ?? []) ? MOVING_MS : IDLE_MS),
  })
}

/** One for its editor: it is not renewed under what somebody types, so that a save meets the version that was read. */
export function useLiveCode(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['live-code', id],
    queryFn: async ({ signal }) => (await api.get<LiveCode[]>('/wecom/live-codes', {}, signal)).find((code) => code.id === id) ?? null,
    enabled,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: Infinity,
    gcTime: 0,
  })
}

/** Coupons that can be given now; nothing for those who may not see promotions. */
export function useCoupons() {
  const enabled = useCan('promotions.read')
  return useQuery({
    queryKey: ['live-code-coupons'],
    queryFn: async ({ signal }) => {
      const all: TemplateBrief[] = []
      let cursor: string | null = null
      do {
        const page: Page<TemplateBrief> = await api.get<Page<TemplateBrief>>('/coupon-templates', { state: 'published', limit: String(PAGE), ...(cursor ? { cursor } : {}) }, signal)
        all.push(...page.items)
        cursor = page.nextCursor
      } while (cursor)
      return all
    },
    enabled,
    staleTime: NAMES_MS,
  })
}
