import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { Page } from '../../../shared/api/shapes'
import type { AdminProduct, AdminProductRow, MediaUploaded } from '../../../shared/api/shapes-goods'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'

const NAMES_MS = 60_000
const SETTLE_MS = 300
const FOUND_MAX = 20

/** The words of a search once somebody has stopped typing. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), SETTLE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}

/** Products on sale that the words find, the newest changes first. */
export function useProductSearch(words: string, enabled: boolean) {
  const q = useSettled(words.trim())
  return useQuery({
    queryKey: ['products', 'card', q],
    queryFn: ({ signal }) => api.get<Page<AdminProductRow>>('/products', { q: q || null, status: 'on_sale', limit: FOUND_MAX }, signal),
    placeholderData: keepPreviousData,
    enabled,
  })
}

export interface CardGoods {
  title: string
  coverUrl: string | null
  isOnSale: boolean
}

/** What of the chosen product stands on the card; nothing for those who may not see products. */
export function useCardGoods(productId: string | null) {
  const enabled = useCan('catalogue.read') && productId !== null
  return useQuery({
    queryKey: ['product', productId],
    queryFn: ({ signal }) => api.get<AdminProduct>(`/products/${productId ?? ''}`, {}, signal),
    select: (product): CardGoods => ({
      title: product.title,
      coverUrl: product.media.find((item) => item.kind === 'image')?.url ?? null,
      isOnSale: product.status === 'on_sale',
    }),
    enabled,
    staleTime: NAMES_MS,
  })
}

/** An uploaded picture, of which an editor holds the id alone. */
export function usePicture(mediaId: string | null) {
  const enabled = useCan('catalogue.read') && mediaId !== null
  return useQuery({
    queryKey: ['media', mediaId],
    queryFn: ({ signal }) => api.get<MediaUploaded>(`/media/${mediaId ?? ''}`, {}, signal),
    enabled,
    staleTime: Infinity,
  })
}
