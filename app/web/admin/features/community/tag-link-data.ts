import { useQuery } from '@tanstack/react-query'
import type { TagLinkView } from '../../../shared/api/shapes-community'
import type { TagBook } from '../../../shared/api/shapes-tags'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'

const MOVING_MS = 3_000
const IDLE_MS = 30_000

/** Looked at often while something is still on its way. */
export function useTagLinks() {
  return useQuery({
    queryKey: ['tag-links'],
    queryFn: ({ signal }) => api.get<TagLinkView[]>('/wecom/tag-links', {}, signal),
    refetchInterval: (query) => ((query.state.data ?? []).some((link) => link.state === 'making' || link.differing > 0) ? MOVING_MS : IDLE_MS),
  })
}

/** Tags of the shop by family; nothing for those who may not see members. */
export function useShopTags() {
  const enabled = useCan('members.read')
  return useQuery({ queryKey: ['tags'], queryFn: ({ signal }) => api.get<TagBook>('/tags', {}, signal), enabled, staleTime: 30_000 })
}
