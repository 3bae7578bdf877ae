import { useQuery } from '@tanstack/react-query'
import type { Courier, Warehouse } from '../../../shared/api/shapes-office'
import { api } from '../../shared/session'

/** The couriers that the shop works with (a public list). */
export function useCouriers() {
  return useQuery({
    queryKey: ['couriers'],
    queryFn: ({ signal }) => api.get<{ items: Courier[] }>('/api/mini/couriers', {}, signal),
    staleTime: 600_000,
  })
}

export function useWarehouses() {
  return useQuery({
    queryKey: ['warehouses'],
    queryFn: ({ signal }) => api.get<{ items: Warehouse[] }>('/warehouses', {}, signal),
    staleTime: 300_000,
  })
}
