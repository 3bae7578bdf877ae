import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useParams } from 'react-router'
import type { TemplateView } from '../../../shared/api/shapes-promotion'
import '../../shared/form/editor.css'
import { api } from '../../shared/session'
import { Failed, PageSkeleton } from '../../shared/ui/page'
import { couponOf, emptyCoupon } from './coupon-draft'
import { CouponDetail } from './CouponDetail'
import { CouponEditor } from './CouponEditor'
import './phone.css'
import './promotion.css'

const GRANTING_MS = 1_500
const WATCHING_MS = 15_000

/** A coupon: its editor while it is a draft, its figures, channels and grants afterwards. */
export function CouponPage() {
  const { id = '' } = useParams()
  const fresh = id === 'new'
  const empty = useMemo(() => emptyCoupon(Date.now()), [])
  const template = useQuery({
    queryKey: ['coupon', id],
    queryFn: ({ signal }) => api.get<TemplateView>(`/coupon-templates/${id}`, {}, signal),
    enabled: !fresh,
    // A grant is watched while it runs.
    refetchInterval: (query) => {
      const data = query.state.data
      if (!data || data.state === 'draft') return false
      return data.grants.some((grant) => grant.state === 'running') ? GRANTING_MS : WATCHING_MS
    },
    refetchOnWindowFocus: (query) => query.state.data?.state !== 'draft',
    refetchOnReconnect: false,
    staleTime: Infinity,
    gcTime: 0,
  })
  if (fresh) return <CouponEditor key="new" template={null} saved={empty} reload={() => undefined} />
  if (template.isError && !template.data) return <Failed error={template.error} again={() => void template.refetch()} />
  if (!template.data) return <PageSkeleton />
  const { data } = template
  if (data.state !== 'draft') return <CouponDetail template={data} stale={template.isError} />
  return <CouponEditor key={id} template={data} saved={couponOf(data)} reload={() => void template.refetch()} />
}
