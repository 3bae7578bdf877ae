import { Button } from 'antd'
import { useState } from 'react'
import type { Subscriber } from '../../../../shared/api/shapes-subscription'
import { exactTime } from '../../../../shared/format/time'
import { CrudTable } from '../../../shared/table/CrudTable'
import type { Column, Filter } from '../../../shared/table/types'
import { Money, StateTag, When } from '../../../shared/ui/bits'
import { ChargesDrawer } from './ChargesDrawer'

const filters: Filter[] = [
  {
    kind: 'choice', name: 'state', label: '状态',
    choices: [
      { value: 'active', label: '生效中' }, { value: 'trialing', label: '试用中' }, { value: 'grace', label: '宽限期' },
      { value: 'cancelled', label: '已取消' }, { value: 'ended', label: '已结束' },
    ],
  },
]
const TONES: Record<Subscriber['state'], string> = { active: 'completed', trialing: 'shipped', grace: 'pending', cancelled: 'closed', ended: 'closed' }

export function SubscriberTable() {
  const [open, setOpen] = useState<Subscriber | null>(null)
  const columns: Column<Subscriber>[] = [
    { key: 'member', title: '会员', render: (row) => row.nickname, text: (row) => row.nickname },
    { key: 'plan', title: '方案', render: (row) => row.planName, text: (row) => row.planName },
    { key: 'state', title: '状态', render: (row) => <StateTag state={TONES[row.state]} text={row.stateText} />, text: (row) => row.stateText },
    { key: 'renews', title: '自动续费', render: (row) => (row.renewsItself ? '已开通' : <span className="muted">未开通</span>), text: (row) => (row.renewsItself ? '已开通' : '未开通') },
    { key: 'ends', title: '到期', render: (row) => <When at={row.endsAt} />, text: (row) => exactTime(row.endsAt) },
    { key: 'paid', title: '累计付费', numeric: true, render: (row) => <Money fen={row.paidFen} />, text: (row) => row.paidFen / 100 },
    { key: 'since', title: '开通', render: (row) => <When at={row.createdAt} />, text: (row) => exactTime(row.createdAt) },
    { key: 'actions', title: '操作', render: (row) => <Button size="small" onClick={() => setOpen(row)}>收费记录</Button>, text: () => '' },
  ]
  return (
    <>
      <CrudTable<Subscriber>
        id="subscribers"
        name="付费会员"
        path="/subscriptions"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        emptyTitle="还没有付费会员"
        emptyHint="顾客在小程序「我的」里可以试用或开通。"
      />
      {open && <ChargesDrawer of={open} close={() => setOpen(null)} />}
    </>
  )
}
