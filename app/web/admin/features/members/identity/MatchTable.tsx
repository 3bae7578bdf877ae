import { Button, Space } from 'antd'
import { useState } from 'react'
import type { MatchView } from '../../../../shared/api/shapes-identity'
import { exactTime } from '../../../../shared/format/time'
import { api } from '../../../shared/session'
import { CrudTable } from '../../../shared/table/CrudTable'
import type { Column, Filter } from '../../../shared/table/types'
import { ReasonDialog } from '../../../shared/ui/ReasonDialog'
import { StateTag, When } from '../../../shared/ui/bits'
import { useWrite } from '../../../shared/write'
import { Evidence, MATCH_STATES, PersonCard } from './bits'

type Decision = 'confirm' | 'dismiss'
const filters: Filter[] = [
  { kind: 'choice', name: 'state', label: '状态', initial: 'pending', choices: Object.entries(MATCH_STATES).map(([value, label]) => ({ value, label })) },
]
const TONES = { pending: 'pending', confirmed: 'done', dismissed: 'closed' } as const

export function MatchTable() {
  const [deciding, setDeciding] = useState<{ match: MatchView; decision: Decision } | null>(null)
  const decide = useWrite<{ reason: string }, MatchView>({
    send: ({ reason }) => api.post<MatchView>(`/member-matches/${deciding?.match.id}/${deciding?.decision}`, { reason }),
    done: () => (deciding?.decision === 'confirm' ? '已合并为一个会员' : '已记下，不再提示'),
    stale: ['matches', 'merges'],
    after: () => setDeciding(null),
    onProblem: (problem) => {
      if (problem.status === 409) setDeciding(null)
      return false
    },
  })
  const columns: Column<MatchView>[] = [
    { key: 'one', title: '会员', render: (row) => <PersonCard person={row.people[0]} />, text: (row) => row.people[0].nickname },
    { key: 'other', title: '可能也是', render: (row) => <PersonCard person={row.people[1]} />, text: (row) => row.people[1].nickname },
    { key: 'evidence', title: '依据', render: (row) => <Evidence lines={row.evidence} />, text: (row) => row.evidence.join('；') },
    { key: 'found', title: '发现', render: (row) => <When at={row.foundAt} />, text: (row) => exactTime(row.foundAt) },
    {
      key: 'state',
      title: '处理',
      render: (row) =>
        row.state === 'pending' ? (
          <Space>
            <Button type="primary" size="small" onClick={() => setDeciding({ match: row, decision: 'confirm' })}>
              是同一个人
            </Button>
            <Button size="small" onClick={() => setDeciding({ match: row, decision: 'dismiss' })}>
              不是
            </Button>
          </Space>
        ) : (
          <div>
            <StateTag state={TONES[row.state]} text={MATCH_STATES[row.state]} />
            <div className="muted">
              {row.decidedBy}：{row.reason}
            </div>
          </div>
        ),
      text: (row) => MATCH_STATES[row.state],
    },
  ]
  return (
    <>
      <CrudTable<MatchView>
        id="matches"
        name="可能是同一个人"
        path="/member-matches"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        emptyTitle="没有要确认的身份"
        emptyHint="两个会员验证同一个手机号时会出现在这里。"
      />
      {deciding && (
        <ReasonDialog
          title={deciding.decision === 'confirm' ? '合并为一个会员' : '判定为不同的人'}
          effects={effectsOf(deciding.match, deciding.decision)}
          label="核实的经过"
          okText={deciding.decision === 'confirm' ? '合并' : '确定不是'}
          pending={decide.isPending}
          close={() => setDeciding(null)}
          done={(reason) => decide.mutate({ reason })}
        />
      )}
    </>
  )
}

function effectsOf(match: MatchView, decision: Decision): string[] {
  const [one, other] = match.people
  if (decision === 'dismiss') return [`「${one.nickname}」和「${other.nickname}」仍是两个会员`, '以后不会再因为手机号提示这两个人']
  return [
    `「${one.nickname}」和「${other.nickname}」的订单、优惠券、积分、地址和登录都归到一个会员`,
    '有订单的会员保留；都有订单时，先加入的保留',
    '合并记录可以随时撤销，当时带来的都会还回去',
  ]
}
