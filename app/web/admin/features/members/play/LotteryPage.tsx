import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useParams } from 'react-router'
import type { AdminLottery } from '../../../../shared/api/shapes-play'
import '../../../shared/form/editor.css'
import { api } from '../../../shared/session'
import { Failed, PageSkeleton } from '../../../shared/ui/page'
import { emptyLottery, lotteryOf } from './lottery-draft'
import { LotteryDetail } from './LotteryDetail'
import { LotteryEditor } from './LotteryEditor'
import './play.css'

const WATCHING_MS = 5_000

/** A lottery: its editor while it is a draft, its figures afterwards. */
export function LotteryPage() {
  const { id = '' } = useParams()
  const fresh = id === 'new'
  const empty = useMemo(emptyLottery, [])
  const lottery = useQuery({
    queryKey: ['lottery', id],
    queryFn: ({ signal }) => api.get<AdminLottery>(`/lotteries/${id}`, {}, signal),
    enabled: !fresh,
    refetchInterval: (query) => (query.state.data?.state === 'published' ? WATCHING_MS : false),
    staleTime: Infinity,
    gcTime: 0,
  })
  if (fresh) return <LotteryEditor key="new" lottery={null} saved={empty} />
  if (lottery.isError && !lottery.data) return <Failed error={lottery.error} again={() => void lottery.refetch()} />
  if (!lottery.data) return <PageSkeleton />
  return lottery.data.state === 'draft' ? <LotteryEditor key={id} lottery={lottery.data} saved={lotteryOf(lottery.data)} /> : <LotteryDetail lottery={lottery.data} />
}
