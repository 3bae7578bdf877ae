import { useMemo } from 'react'
import { useParams } from 'react-router'
import '../../shared/form/editor.css'
import { Failed, PageSkeleton } from '../../shared/ui/page'
import { useMoment } from './moment-data'
import { emptyMoment, mayChange, momentDraftOf } from './moment-words'
import { MomentEditor } from './MomentEditor'
import { MomentResults } from './MomentResults'

/** An editor until a moment begins; then what became of it. */
export function MomentPage() {
  const { id = '' } = useParams()
  const fresh = id === 'new'
  const empty = useMemo(() => emptyMoment(), [])
  const detail = useMoment(id, !fresh)
  const saved = useMemo(() => (detail.data ? momentDraftOf(detail.data.moment) : null), [detail.data])
  if (fresh) return <MomentEditor key="new" moment={null} saved={empty} reload={() => undefined} />
  if (detail.isError && !detail.data) return <Failed error={detail.error} again={() => void detail.refetch()} />
  if (!detail.data || !saved) return <PageSkeleton />
  if (mayChange(detail.data.moment.state)) return <MomentEditor key={id} moment={detail.data.moment} saved={saved} reload={() => void detail.refetch()} />
  return <MomentResults detail={detail.data} />
}
