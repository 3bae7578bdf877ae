import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import type { TagBook, TagFamily, TagView } from '../../../shared/api/shapes-tags'
import { api } from '../../shared/session'

export const KIND_TEXT: Record<TagView['kind'], string> = { fact: '事实', rule: '规则', model: '模型', manual: '手工' }
export const REFRESH_TEXT: Record<TagView['refresh'], string> = { event: '随事件更新，每晚全量', nightly: '每晚全量更新' }

/** Every tag, with its size and trend. */
export function useTagBook() {
  return useQuery({ queryKey: ['tags'], queryFn: ({ signal }) => api.get<TagBook>('/tags', {}, signal), staleTime: 30_000 })
}

/** Tags by their number. */
export function useTagNames(book: TagBook | undefined): Map<number, TagView> {
  return useMemo(() => new Map((book?.families ?? []).flatMap((family) => family.tags.map((tag) => [tag.id, tag] as const))), [book])
}

/** The groups of families, in the order of the book. */
export function groupsOf(families: readonly TagFamily[]): string[] {
  return [...new Set(families.map((family) => family.group))]
}

export interface TagChoice {
  wanted: number[]
  unwanted: number[]
}

/** `104,-431` ↔ who has 104 and has not 431. */
export function readChoice(text: string | null): TagChoice {
  const ids = (text ?? '').split(',').map(Number).filter((id) => Number.isInteger(id) && id !== 0)
  return { wanted: ids.filter((id) => id > 0), unwanted: ids.filter((id) => id < 0).map((id) => -id) }
}

export function choiceText(choice: TagChoice): string {
  return [...choice.wanted, ...choice.unwanted.map((id) => -id)].join(',')
}

export const countText = (value: number): string => value.toLocaleString('zh-CN')

/** 123 of a thousand: 12.3%. */
export const share = (permille: number): string => `${(permille / 10).toFixed(1).replace(/\.0$/, '')}%`
