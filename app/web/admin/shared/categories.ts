import { useQuery } from '@tanstack/react-query'
import type { AdminCategory } from '../../shared/api/shapes-goods'
import { api } from './session'

export function useCategories() {
  return useQuery({
    queryKey: ['categories'],
    queryFn: ({ signal }) => api.get<{ items: AdminCategory[] }>('/categories', {}, signal),
    staleTime: 60_000,
  })
}
