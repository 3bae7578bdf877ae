import type { MergeView } from '../../../../shared/api/shapes-identity'
import { exactTime } from '../../../../shared/format/time'
import { CrudTable } from '../../../shared/table/CrudTable'
import type { Column } from '../../../shared/table/types'
import { StateTag, When } from '../../../shared/ui/bits'
import { PersonCard, PROOFS } from './bits'

const columns: Column<MergeView>[] = [
  { key: 'kept', title: '保留', render: (row) => <PersonCard person={row.kept} />, text: (row) => row.kept.nickname },
  { key: 'gone', title: '并入', render: (row) => <PersonCard person={row.gone} />, text: (row) => row.gone.nickname },
  { key: 'proof', title: '依据', render: (row) => PROOFS[row.proof], text: (row) => PROOFS[row.proof] },
  { key: 'at', title: '合并', render: (row) => <When at={row.at} />, text: (row) => exactTime(row.at) },
  { key: 'by', title: '经手', render: (row) => row.by, text: (row) => row.by },
  {
    key: 'state',
    title: '状态',
    render: (row) => (row.undoneAt ? <StateTag state="closed" text="已撤销" /> : <StateTag state="done" text="生效中" />),
    text: (row) => (row.undoneAt ? '已撤销' : '生效中'),
  },
]

export function MergeTable() {
  return (
    <CrudTable<MergeView>
      id="merges"
      name="合并记录"
      path="/member-merges"
      rowKey={(row) => row.id}
      columns={columns}
      open={(row) => `/member-identities/merges/${row.id}`}
      emptyTitle="还没有合并过"
      emptyHint="微信告知的 unionid 相同，或您确认两个会员是同一个人时，会在这里留下记录。"
    />
  )
}
