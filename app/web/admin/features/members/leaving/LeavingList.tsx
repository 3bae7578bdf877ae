import type { LeavingRow } from '../../../../shared/api/shapes-identity'
import { exactTime } from '../../../../shared/format/time'
import { CrudTable } from '../../../shared/table/CrudTable'
import type { Column, Filter } from '../../../shared/table/types'
import { StateTag, When } from '../../../shared/ui/bits'
import { PageHead } from '../../../shared/ui/page'

const STATES: Record<LeavingRow['state'], string> = { cooling: '考虑期内', withdrawn: '已撤回', done: '已注销' }
const TONES = { cooling: 'pending', withdrawn: 'closed', done: 'done' } as const
const filters: Filter[] = [{ kind: 'choice', name: 'state', label: '状态', choices: Object.entries(STATES).map(([value, label]) => ({ value, label })) }]

const columns: Column<LeavingRow>[] = [
  { key: 'nickname', title: '会员', render: (row) => row.nickname, text: (row) => row.nickname },
  { key: 'phone', title: '手机', render: (row) => row.phoneMasked ?? <span className="muted">—</span>, text: (row) => row.phoneMasked ?? '' },
  { key: 'asked', title: '申请', render: (row) => <When at={row.askedAt} />, text: (row) => exactTime(row.askedAt) },
  { key: 'due', title: '到期', render: (row) => exactTime(row.dueAt), text: (row) => exactTime(row.dueAt) },
  { key: 'state', title: '状态', render: (row) => <StateTag state={TONES[row.state]} text={STATES[row.state]} />, text: (row) => STATES[row.state] },
  { key: 'waits', title: '还在等', render: (row) => row.waitsFor ?? <span className="muted">—</span>, text: (row) => row.waitsFor ?? '' },
  { key: 'ended', title: '结束', render: (row) => <When at={row.endedAt} />, text: (row) => (row.endedAt ? exactTime(row.endedAt) : ''), optional: true },
]

/** Members who asked to leave. Read only: it happens by itself, a week later. */
export function LeavingList() {
  return (
    <>
      <PageHead title="注销申请" note="会员自己申请，7 天内可以撤回，到期自动办理；有未完成的订单或退款时顺延一天再试。" />
      <CrudTable<LeavingRow>
        id="leavings"
        name="注销申请"
        path="/member-leavings"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        emptyTitle="没有注销申请"
        emptyHint="会员在小程序「设置 · 我的数据」里申请注销后，会出现在这里。"
      />
    </>
  )
}
