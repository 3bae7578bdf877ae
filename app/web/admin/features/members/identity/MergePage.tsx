import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { useParams } from 'react-router'
import type { MergeDetail } from '../../../../shared/api/shapes-identity'
import { exactTime } from '../../../../shared/format/time'
import { api } from '../../../shared/session'
import { StateTag } from '../../../shared/ui/bits'
import { Facts, Failed, PageHead, PageSkeleton, Panel } from '../../../shared/ui/page'
import { ReasonDialog } from '../../../shared/ui/ReasonDialog'
import { useWrite } from '../../../shared/write'
import { Evidence, PersonCard, PROOFS } from './bits'
import './identity.css'

/** One merge: why, what came with it, what happened, and the way back. */
export function MergePage() {
  const { id = '' } = useParams()
  const [undoing, setUndoing] = useState(false)
  const merge = useQuery({ queryKey: ['merges', id], queryFn: ({ signal }) => api.get<MergeDetail>(`/member-merges/${id}`, {}, signal) })
  const undo = useWrite<string, MergeDetail>({
    send: (reason) => api.post<MergeDetail>(`/member-merges/${id}/undo`, { reason }),
    done: '已撤销，两个会员各自恢复',
    stale: ['merges', 'matches', 'identities'],
    after: () => setUndoing(false),
  })
  if (merge.isError) return <Failed error={merge.error} again={() => void merge.refetch()} />
  if (!merge.data) return <PageSkeleton />
  const { merge: view, moved, timeline, undoWords } = merge.data
  return (
    <>
      <PageHead
        title={`${view.gone.nickname} 并入 ${view.kept.nickname}`}
        back={{ to: '/member-identities?tab=merges', text: '合并记录' }}
        note={view.undoneAt ? <StateTag state="closed" text="已撤销" /> : <StateTag state="done" text="生效中" />}
        actions={
          undoWords.length > 0 && (
            <Button danger onClick={() => setUndoing(true)}>
              撤销合并
            </Button>
          )
        }
      />
      <div className="merge-columns">
        <div>
          <Panel title="两个会员">
            <div className="merge-pair">
              <PersonCard person={view.gone} mark="并入" />
              <span className="merge-arrow" aria-hidden>
                并入 →
              </span>
              <PersonCard person={view.kept} mark="保留" />
            </div>
          </Panel>
          <Panel title="依据">
            <Facts
              items={[
                ['证明', PROOFS[view.proof]],
                ['时间', exactTime(view.at)],
                ['经手', view.by],
              ]}
            />
            <Evidence lines={view.evidence} />
          </Panel>
          <Panel title={view.undoneAt ? '撤销时已归还' : '随合并带来的'}>
            {moved.length > 0 ? (
              <dl className="moved">
                {moved.map((one) => (
                  <div key={one.name}>
                    <dt>{one.name}</dt>
                    <dd>{one.count}</dd>
                  </div>
                ))}
              </dl>
            ) : (
              <p className="muted">{view.undoneAt ? '当时带来的都已经还回去。' : '没有带来订单、优惠券或地址。'}</p>
            )}
          </Panel>
        </div>
        <Panel title="经过">
          <ol className="moments">
            {timeline.map((moment) => (
              <li key={moment.at + moment.text}>
                {moment.text}
                <div className="muted">
                  {exactTime(moment.at)}
                  {moment.by && ` · ${moment.by}`}
                </div>
              </li>
            ))}
          </ol>
        </Panel>
      </div>
      {undoing && (
        <ReasonDialog title="撤销这次合并" effects={undoWords} label="为什么撤销" okText="撤销合并" pending={undo.isPending} close={() => setUndoing(false)} done={(reason) => undo.mutate(reason)} />
      )}
    </>
  )
}
