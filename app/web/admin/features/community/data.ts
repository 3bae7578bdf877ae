import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { Problem } from '../../../shared/api/problem'
import type { ContactView, CorpTagView, GuideView, MirrorState } from '../../../shared/api/shapes-community'
import { api } from '../../shared/session'
import { isUnderWay } from './words'

const RUNNING_MS = 2_000
const IDLE_MS = 30_000
const NAMES_MS = 60_000

const ENDED_CODES = ['community.contact_ended', 'community.contact_not_found', 'wecom.not_a_contact']

/** What the mirror is; `live`: looked at again by itself, every two seconds while a comparison runs. */
export function useWecomState(live: boolean) {
  return useQuery({
    queryKey: ['wecom-state'],
    queryFn: ({ signal }) => api.get<MirrorState>('/wecom/state', {}, signal),
    refetchInterval: (query) => live && (isUnderWay(query.state.data?.runs[0]) ? RUNNING_MS : IDLE_MS),
    ...(live ? {} : { staleTime: NAMES_MS }),
  })
}

export function useGuides() {
  return useQuery({ queryKey: ['wecom-guides'], queryFn: ({ signal }) => api.get<GuideView[]>('/wecom/guides', {}, signal), staleTime: NAMES_MS })
}

export function useCorpTags() {
  return useQuery({ queryKey: ['wecom-tags'], queryFn: ({ signal }) => api.get<CorpTagView[]>('/wecom/tags', {}, signal), staleTime: NAMES_MS })
}

/** Where a pair's things are written. */
export const pairPath = (contactId: string, userId: string): string => `/wecom/contacts/${encodeURIComponent(contactId)}/guides/${encodeURIComponent(userId)}`

/** Shows the contact as the server answers it after a write, and looks again when the friendship or a tag turns out to be gone. */
export function usePairAnswer(contactId: string): { kept: (view: ContactView) => void; lookAgain: (problem: Problem) => void } {
  const queries = useQueryClient()
  const queryKey = ['wecom-contact', contactId]
  return {
    // A reading that is under way may be older than the answer.
    kept: (view) => void queries.cancelQueries({ queryKey }).then(() => queries.setQueryData(queryKey, view)),
    lookAgain: (problem) => {
      if (problem.code === 'wecom.tag_unknown') void queries.invalidateQueries({ queryKey: ['wecom-tags'] })
      if (!ENDED_CODES.includes(problem.code)) return
      for (const root of ['wecom-contact', 'wecom-contacts']) void queries.invalidateQueries({ queryKey: [root] })
    },
  }
}
