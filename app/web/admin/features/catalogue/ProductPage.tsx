import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { AdminProduct } from '../../../shared/api/shapes-goods'
import { api } from '../../shared/session'
import { Failed, PageSkeleton } from '../../shared/ui/page'
import '../../shared/form/editor.css'
import './catalogue.css'
import { draftOf, emptyDraft } from './draft'
import { ProductEditor } from './ProductEditor'

/** Loads a product for the editor, or starts a new one at `/products/new`. */
export function ProductPage() {
  const { id = '' } = useParams()
  const fresh = id === 'new'
  const product = useQuery({
    queryKey: ['product', id],
    queryFn: ({ signal }) => api.get<AdminProduct>(`/products/${id}`, {}, signal),
    enabled: !fresh,
    // What is being edited must not change under the hands.
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
    staleTime: Infinity,
    gcTime: 0,
  })
  if (fresh) return <ProductEditor key="new" product={null} saved={emptyDraft()} reload={() => undefined} />
  if (product.isError) return <Failed error={product.error} again={() => void product.refetch()} />
  if (!product.data) return <PageSkeleton />
  return <ProductEditor key={id} product={product.data} saved={draftOf(product.data)} reload={() => void product.refetch()} />
}
