import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import type { RefusedRemark } from '../../../shared/api/shapes-community'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { ListTable } from '../../shared/table/ListTable'
import { When } from '../../shared/ui/bits'
import { Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'

const IDLE_MS = 30_000

/** What guides wrote of members who have left, where WeCom refuses to clear it; nothing where there is none. */
export function LeaverPanel() {
  const remarks = useQuery({ queryKey: ['wecom-leavers'], queryFn: ({ signal }) => api.get<RefusedRemark[]>('/wecom/leavers', {}, signal), refetchInterval: IDLE_MS })
  const mayWrite = useCan('community.write')
  // A refusal, too, means that it stands otherwise than it was shown.
  const again = useWrite({
    send: (one: RefusedRemark) => api.post<null>(`/wecom/leavers/${encodeURIComponent(one.contactId)}/guides/${encodeURIComponent(one.userId)}/again`),
    done: '正在再试，没有成功会再出现在这里',
    stale: ['wecom-leavers', 'attention'],
    onProblem: () => (void remarks.refetch(), false),
  })
  if (!remarks.data?.length) return null
  return (
    <Panel title="没有清除的备注" flush>
      <p className="sync-note">这些会员已注销，店铺里的记录已经清除，但企业微信拒绝清除导购写的备注。可以再试一次，或请导购在企业微信里自己删除。</p>
      <ListTable<RefusedRemark>
        name="没有清除的备注"
        rowKey={(one) => `${one.userId} ${one.contactId}`}
        rows={remarks.data}
        width={720}
        empty={null}
        columns={[
          { title: '客户', part: 'head', render: (one) => <b>{one.contactName || '没有名字的客户'}</b> },
          { title: '导购', width: 160, render: (one) => one.guideName },
          { title: '企业微信的回答', render: (one) => one.problem },
          { title: '注销', width: 120, render: (one) => <When at={one.askedAt} /> },
          { title: '', part: 'foot', width: 120, align: 'right', render: (one) => mayWrite && <Button disabled={again.isPending} onClick={() => again.mutate(one)}>再试一次</Button> },
        ]}
      />
    </Panel>
  )
}
