import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import { createElement } from 'react'
import type { Page } from '@siyu/client/shapes'
import type { Decision, DeskCounts, DeskDetail, DeskUgc, Outcome, QueueName } from '../../../shared/api/shapes-ugc'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'
import { outcomeText } from './words'

export const STALE = ['ugc', 'ugc-counts', 'ugc-one'] as const
const UNDO_SECONDS = 10

export interface Wanted {
  queue: QueueName
  kind: string | null
  q: string | null
}

export const useCounts = () =>
  useQuery({ queryKey: ['ugc-counts'], queryFn: ({ signal }) => api.get<DeskCounts>('/ugc/counts', {}, signal), refetchInterval: 15_000 })

export const useDesk = (wanted: Wanted) =>
  useInfiniteQuery({
    queryKey: ['ugc', wanted],
    queryFn: ({ pageParam, signal }) => api.get<Page<DeskUgc>>('/ugc', { ...wanted, cursor: pageParam, limit: 20 }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.nextCursor,
  })

export const useOne = (id: string) => useQuery({ queryKey: ['ugc-one', id], queryFn: ({ signal }) => api.get<DeskDetail>(`/ugc/${id}`, {}, signal) })

/** Decides, says how many it were, and offers to take it back. */
export function useDecide(after: () => void) {
  const { message } = App.useApp()
  const queries = useQueryClient()
  const renew = (): void => {
    for (const root of STALE) void queries.invalidateQueries({ queryKey: [root] })
  }
  const undo = useWrite({
    send: (ids: string[]) => api.post<Outcome[]>('/ugc/decisions/undo', { ids }),
    done: (outcomes) => {
      const failed = outcomes.find((one) => one.problem !== null)
      return failed ? `没有全部撤销：${failed.problem ?? ''}` : `已撤销 ${outcomes.length} 条`
    },
    stale: STALE,
  })
  return useWrite({
    send: (decision: Decision) => api.post<Outcome[]>('/ugc/decisions', decision),
    after: (outcomes, decision) => {
      const done = outcomes.filter((one) => one.problem === null).map((one) => one.id)
      const key = `ugc-${Date.now()}`
      const takeBack = (): void => {
        message.destroy(key)
        undo.mutate(done)
      }
      const words = outcomeText(decision.verb, outcomes)
      const content = done.length
        ? createElement('span', null, words, ' ', createElement(Button, { type: 'link', size: 'small', onClick: takeBack }, '撤销'))
        : words
      void message.open({ key, type: done.length === outcomes.length ? 'success' : 'warning', content, duration: UNDO_SECONDS })
      renew()
      after()
    },
  })
}
