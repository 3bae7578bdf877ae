import { useQuery } from '@tanstack/react-query'
import { useParams, useSearchParams } from 'react-router'
import type { CampaignKind, CampaignView } from '../../../shared/api/shapes-promotion'
import '../../shared/form/editor.css'
import { api } from '../../shared/session'
import { Failed, PageSkeleton } from '../../shared/ui/page'
import { draftOf, emptyDraft } from './campaign-draft'
import { CampaignDetail } from './CampaignDetail'
import { CampaignEditor } from './CampaignEditor'
import { KindChoice } from './KindChoice'
import './phone.css'
import './promotion.css'
import { KINDS } from './words'

/** A campaign: its editor while it is a draft, its figures afterwards; a new one begins with its kind. */
export function CampaignPage() {
  const { id = '' } = useParams()
  const [params] = useSearchParams()
  const fresh = id === 'new'
  const campaign = useQuery({
    queryKey: ['campaign', id],
    queryFn: ({ signal }) => api.get<CampaignView>(`/campaigns/${id}`, {}, signal),
    enabled: !fresh,
    refetchInterval: (query) => (query.state.data?.phase === 'running' ? 15_000 : false),
    refetchOnWindowFocus: (query) => query.state.data?.phase !== 'draft',
    refetchOnReconnect: false,
    // What is being edited must not change under the hands.
    staleTime: Infinity,
    gcTime: 0,
  })
  if (fresh) {
    const kind = KINDS.find((one) => one === params.get('kind')) as CampaignKind | undefined
    return kind ? <CampaignEditor key={kind} campaign={null} saved={emptyDraft(kind)} reload={() => undefined} /> : <KindChoice />
  }
  if (campaign.isError && !campaign.data) return <Failed error={campaign.error} again={() => void campaign.refetch()} />
  if (!campaign.data) return <PageSkeleton />
  const { data } = campaign
  if (data.phase !== 'draft') return <CampaignDetail campaign={data} stale={campaign.isError} />
  return <CampaignEditor key={id} campaign={data} saved={draftOf(data)} reload={() => void campaign.refetch()} />
}
