import { useMemo } from 'react'
import { Link, useParams } from 'react-router'
import '../../shared/form/editor.css'
import { Empty, Failed, PageSkeleton } from '../../shared/ui/page'
import './community.css'
import { useWecomState } from './data'
import { useLiveCode } from './live-code-data'
import { draftOf, emptyCode } from './live-code-words'
import { LiveCodeEditor } from './LiveCodeEditor'
import { NoWecom } from './NotSetUp'

export function LiveCodePage() {
  const { id = '' } = useParams()
  const fresh = id === 'new'
  const empty = useMemo(emptyCode, [])
  const state = useWecomState(false)
  const code = useLiveCode(id, !fresh)
  if (state.data?.isOn === false) return <NoWecom back={{ to: '/live-codes', text: '渠道活码' }} title="渠道活码" />
  if (fresh) return <LiveCodeEditor key="new" code={null} saved={empty} reload={() => undefined} />
  if (code.isError && !code.data) return <Failed error={code.error} again={() => void code.refetch()} />
  if (code.data === undefined) return <PageSkeleton />
  if (code.data === null) return <Empty title="没有找到这个活码" action={<Link to="/live-codes">看全部活码</Link>} />
  return <LiveCodeEditor key={id} code={code.data} saved={draftOf(code.data)} reload={() => void code.refetch()} />
}
