import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { MomentDetail, MomentList } from '../../../shared/api/shapes-community'
import { api } from '../../shared/session'
import { isMoving } from './moment-words'

const MOVING_MS = 3_000
const IDLE_MS = 30_000
const ROWS = 20

/** Newest first, page after page. */
export function useMoments() {
  return useInfiniteQuery({
    queryKey: ['moments'],
    queryFn: ({ pageParam, signal }) => api.get<MomentList>('/moments', { cursor: pageParam, limit: ROWS }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
    refetchInterval: (query) => (query.state.data?.pages.some((page) => page.items.some((one) => isMoving(one.state))) ? MOVING_MS : IDLE_MS),
  })
}

/** Looked at again by itself once it has begun; an editor's copy is not renewed under what somebody types. */
export function useMoment(id: string, enabled: boolean) {
  return useQuery({
    queryKey: ['moment', id],
    queryFn: ({ signal }) => api.get<MomentDetail>(`/moments/${id}`, {}, signal),
    enabled,
    refetchInterval: (query) => {
      const state = query.state.data?.moment.state
      return state === 'draft' || state === 'planned' || state === 'cancelled' ? false : state && isMoving(state) ? MOVING_MS : IDLE_MS
    },
    refetchOnWindowFocus: false,
    gcTime: 0,
  })
}
