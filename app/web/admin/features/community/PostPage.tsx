import { useMemo } from 'react'
import { useParams, useSearchParams } from 'react-router'
import '../../shared/form/editor.css'
import { Failed, PageSkeleton } from '../../shared/ui/page'
import { usePost } from './post-data'
import { emptyPost, mayChange, postDraftOf } from './post-words'
import { PostEditor } from './PostEditor'
import { PostResults } from './PostResults'

/** An editor until a post begins; then what became of it. */
export function PostPage() {
  const { id = '' } = useParams()
  const [search] = useSearchParams()
  const fresh = id === 'new'
  const day = search.get('day')
  const empty = useMemo(() => emptyPost(day ? new Date(`${day}T10:00:00+08:00`).toISOString() : null), [day])
  const detail = usePost(id, !fresh)
  const saved = useMemo(() => (detail.data ? postDraftOf(detail.data.post) : null), [detail.data])
  if (fresh) return <PostEditor key="new" post={null} saved={empty} reload={() => undefined} />
  if (detail.isError && !detail.data) return <Failed error={detail.error} again={() => void detail.refetch()} />
  if (!detail.data || !saved) return <PageSkeleton />
  if (mayChange(detail.data.post.state)) return <PostEditor key={id} post={detail.data.post} saved={saved} reload={() => void detail.refetch()} />
  return <PostResults detail={detail.data} />
}
