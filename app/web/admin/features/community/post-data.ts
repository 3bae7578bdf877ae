import { useQuery } from '@tanstack/react-query'
import type { Page } from '../../../shared/api/shapes'
import type { ChatChoice, FeaturedReview, GroupPostDetail, PostWeek } from '../../../shared/api/shapes-community'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'

const MOVING_MS = 3_000
const IDLE_MS = 30_000
const NAMES_MS = 60_000
const SHOWN = 30

interface Named {
  id: string
  title: string
  coverUrl: string
}

export function usePostWeek(day: string | null) {
  return useQuery({
    queryKey: ['group-posts', day],
    queryFn: ({ signal }) => api.get<PostWeek>('/group-posts', day ? { day } : {}, signal),
    refetchInterval: (query) => (query.state.data?.posts.some((post) => post.state === 'sending') ? MOVING_MS : IDLE_MS),
  })
}

/** `live`: looked at again by itself, for its results; an editor's copy is not renewed under what somebody types. */
export function usePost(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['group-post', id],
    queryFn: ({ signal }) => api.get<GroupPostDetail>(`/group-posts/${id}`, {}, signal),
    enabled,
    refetchInterval: (query) => {
      const state = query.state.data?.post.state
      return state === 'draft' || state === 'planned' || state === 'cancelled' ? false : state === 'sending' ? MOVING_MS : IDLE_MS
    },
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
}

export function usePostChats() {
  return useQuery({ queryKey: ['post-chats'], queryFn: async ({ signal }) => (await api.get<{ items: ChatChoice[] }>('/group-posts/chats', {}, signal)).items, staleTime: NAMES_MS })
}

/** What shoppers wrote that a person has chosen. */
export function usePostReviews(enabled: boolean) {
  return useQuery({
    queryKey: ['post-reviews'],
    queryFn: async ({ signal }) => (await api.get<{ items: FeaturedReview[] }>('/group-posts/reviews', {}, signal)).items,
    enabled,
    staleTime: NAMES_MS,
  })
}

/** Products on sale whose name has these words; nothing for those who may not see products. */
export function useProducts(words: string) {
  return useQuery({
    queryKey: ['post-products', words],
    queryFn: async ({ signal }) => (await api.get<Page<Named>>('/products', { status: 'on_sale', limit: String(SHOWN), ...(words ? { q: words } : {}) }, signal)).items,
    enabled: useCan('catalogue.read'),
    staleTime: NAMES_MS,
  })
}

/** Campaigns of a kind that run or are still to come. */
export function useCampaigns(kind: 'flash' | 'group_buy' | null) {
  const may = useCan('promotions.read')
  return useQuery({
    queryKey: ['post-campaigns', kind],
    queryFn: async ({ signal }) => (await api.get<Page<{ id: string; name: string }>>('/campaigns', { kind: kind ?? '', limit: String(SHOWN) }, signal)).items,
    enabled: may && kind !== null,
    staleTime: NAMES_MS,
  })
}
