import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { GuideReplies, Leaderboard } from '../../../shared/api/shapes-performance'
import type { LevelRules } from '../../../shared/api/shapes-levels'
import type { TagBook } from '../../../shared/api/shapes-tags'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import type { PeriodKind } from './performance-words'

const REFRESH_MS = 60_000

export function useLeaderboard(period: PeriodKind, day: string | null) {
  return useQuery({
    queryKey: ['guide-performance', period, day],
    queryFn: ({ signal }) => api.get<Leaderboard>('/performance', { period, ...(day ? { day } : {}) }, signal),
    placeholderData: keepPreviousData,
    refetchInterval: REFRESH_MS,
  })
}

export function useGuideReplies(userId: string, period: PeriodKind, day: string | null) {
  return useQuery({
    queryKey: ['guide-replies', userId, period, day],
    queryFn: ({ signal }) => api.get<GuideReplies>(`/performance/${encodeURIComponent(userId)}/replies`, { period, ...(day ? { day } : {}) }, signal),
    placeholderData: keepPreviousData,
  })
}

/** Levels and tags that may be a threshold; nothing for those who may not see members. */
export function useThresholds() {
  const enabled = useCan('members.read')
  const levels = useQuery({ queryKey: ['level-rules'], queryFn: () => api.get<LevelRules>('/level-rules'), enabled, staleTime: REFRESH_MS })
  const tags = useQuery({ queryKey: ['tags'], queryFn: ({ signal }) => api.get<TagBook>('/tags', {}, signal), enabled, staleTime: REFRESH_MS })
  return {
    levels: (levels.data?.levels ?? []).map((level) => ({ value: level.code, label: level.name })),
    tags: (tags.data?.families ?? []).flatMap((family) => family.tags.map((tag) => ({ value: tag.id, label: `${family.name} · ${tag.name}` }))),
  }
}
