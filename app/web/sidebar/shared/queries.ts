import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { useCallback } from 'react'
import { api } from './session'
import type { AfterSale, Chat, Contact, CouponTab, CreditedOrder, GuideSelf, NowContact, Note, Order, OwnPerformance, Page, Profile, ScriptTab, Task, Visit } from './shapes'

const of = (contactId: string): string => `/contacts/${encodeURIComponent(contactId)}`
/** Paths of one customer, also for writing. */
export const contactPath = of

const pages = <T>(key: readonly unknown[], path: string, query: Record<string, string | number> = {}) => ({
  queryKey: key,
  queryFn: ({ pageParam, signal }: { pageParam: string | null; signal: AbortSignal }) => api.get<Page<T>>(path, { ...query, cursor: pageParam }, signal),
  initialPageParam: null as string | null,
  getNextPageParam: (last: Page<T>) => last.nextCursor,
})

export const useMe = () => useQuery({ queryKey: ['me'], queryFn: ({ signal }) => api.get<GuideSelf>('/me', {}, signal), refetchInterval: 60_000 })
export const useNowList = () => useQuery({ queryKey: ['now'], queryFn: ({ signal }) => api.get<{ items: NowContact[] }>('/now', {}, signal) })
export const useChat = (chatId: string) =>
  useQuery({ queryKey: ['chat', chatId], queryFn: ({ signal }) => api.get<Chat>(`/chats/${encodeURIComponent(chatId)}`, {}, signal), refetchInterval: 60_000 })
export const useContact = (contactId: string) =>
  useQuery({ queryKey: ['contact', contactId], queryFn: ({ signal }) => api.get<Contact>(of(contactId), {}, signal), refetchInterval: 60_000 })
export const useProfile = (contactId: string, enabled: boolean) =>
  useQuery({ queryKey: ['contact', contactId, 'profile'], queryFn: ({ signal }) => api.get<Profile>(`${of(contactId)}/profile`, {}, signal), enabled })
export const useScripts = (contactId: string) =>
  useQuery({ queryKey: ['contact', contactId, 'scripts'], queryFn: ({ signal }) => api.get<ScriptTab>(`${of(contactId)}/scripts`, {}, signal) })
export const useCoupons = (contactId: string, enabled: boolean) =>
  useQuery({ queryKey: ['contact', contactId, 'coupons'], queryFn: ({ signal }) => api.get<CouponTab>(`${of(contactId)}/coupons`, {}, signal), enabled })
export const useVisits = (contactId: string) => useInfiniteQuery(pages<Visit>(['contact', contactId, 'visits'], `${of(contactId)}/visits`))
export const useOrders = (contactId: string) => useInfiniteQuery(pages<Order>(['contact', contactId, 'orders'], `${of(contactId)}/orders`))
export const afterSalePath = (contactId: string, id: string): string => `${of(contactId)}/after-sales/${id}`
export const useAfterSale = (contactId: string, id: string) =>
  useQuery({ queryKey: ['contact', contactId, 'after-sale', id], queryFn: ({ signal }) => api.get<AfterSale>(afterSalePath(contactId, id), {}, signal), staleTime: 0, refetchInterval: 30_000 })
/** `month` null: the present one, as the shop counts it. */
export const useOwnPerformance = (month: string | null) =>
  useQuery({ queryKey: ['performance', month ?? 'now'], queryFn: ({ signal }) => api.get<OwnPerformance>('/performance', { month }, signal) })
export const useOwnOrders = (month: string) => useInfiniteQuery(pages<CreditedOrder>(['performance', month, 'orders'], '/performance/orders', { month }))
export const useNotes = (contactId: string) => useInfiniteQuery(pages<Note>(['contact', contactId, 'notes'], `${of(contactId)}/notes`))
/** `contactId` null: of everybody. */
export const useTasks = (contactId: string | null, shelf: 'open' | 'done', enabled = true) =>
  useInfiniteQuery({ ...pages<Task>(['tasks', contactId ?? 'all', shelf], contactId ? `${of(contactId)}/tasks` : '/tasks', { shelf }), enabled })

/** What has changed by what the guide did: asked again where it is on the screen. */
export function useStale(): (...keys: (readonly unknown[])[]) => void {
  const queries = useQueryClient()
  return useCallback((...keys) => void keys.forEach((queryKey) => void queries.invalidateQueries({ queryKey })), [queries])
}
