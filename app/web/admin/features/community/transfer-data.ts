import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Page } from '../../../shared/api/shapes'
import type { ContactRow, LossRules, LossView, TransferRules, TransferView, Unassigned } from '../../../shared/api/shapes-community'
import { api } from '../../shared/session'
import { isStarting } from './transfer-words'

/** While customers are being told to WeCom, and else. */
export const BUSY_MS = 2_000
export const IDLE_MS = 30_000
const PICK_ROWS = 50

export function useTransfer(id: string) {
  return useQuery({
    queryKey: ['transfer', id],
    queryFn: ({ signal }) => api.get<TransferView>(`/wecom/transfers/${encodeURIComponent(id)}`, {}, signal),
    refetchInterval: (query) => (query.state.data && isStarting(query.state.data) ? BUSY_MS : IDLE_MS),
  })
}

export function useTransferRules() {
  return useQuery({ queryKey: ['transfer-rules'], queryFn: ({ signal }) => api.get<TransferRules>('/wecom/transfer-rules', {}, signal) })
}

/** `asked`: WeCom is being asked for its list. */
export function useUnassigned(asked: boolean) {
  return useQuery({
    queryKey: ['wecom-unassigned'],
    queryFn: ({ signal }) => api.get<Unassigned[]>('/wecom/unassigned', {}, signal),
    refetchInterval: asked ? BUSY_MS : IDLE_MS,
  })
}

/** Customers of a guide, page after page. */
export function useCustomers(guide: string, q: string) {
  return useInfiniteQuery({
    queryKey: ['wecom-contacts', 'pick', guide, q],
    queryFn: ({ pageParam, signal }) => api.get<Page<ContactRow>>('/wecom/contacts', { guide, q: q || null, state: 'active', cursor: pageParam, limit: PICK_ROWS }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })
}

export function useLosses() {
  return useQuery({ queryKey: ['wecom-losses'], queryFn: ({ signal }) => api.get<LossView[]>('/wecom/losses', {}, signal), refetchInterval: IDLE_MS })
}

export function useLossRules() {
  return useQuery({ queryKey: ['loss-rules'], queryFn: ({ signal }) => api.get<LossRules>('/wecom/loss-rules', {}, signal) })
}
