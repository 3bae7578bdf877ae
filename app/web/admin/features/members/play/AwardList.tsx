import { Button } from 'antd'
import { useState } from 'react'
import type { AdminAward } from '../../../../shared/api/shapes-play'
import { exactTime } from '../../../../shared/format/time'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { CrudTable } from '../../../shared/table/CrudTable'
import type { Column, Filter } from '../../../shared/table/types'
import { StateTag, When } from '../../../shared/ui/bits'
import { PageHead } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'
import { ReasonDialog } from './ReasonDialog'
import { AWARD_STATE_TEXT, AWARD_TONE, codeText } from './words'

const filters: Filter[] = [
  { kind: 'choice', name: 'state', label: '状态', choices: Object.entries(AWARD_STATE_TEXT).map(([value, label]) => ({ value, label })) },
  { kind: 'choice', name: 'source', label: '来源', choices: [{ value: 'shop', label: '积分商城' }, { value: 'lottery', label: '抽奖' }] },
  { kind: 'search', name: 'code', label: '核对兑换码', placeholder: '12 位兑换码' },
]
const isOpen = (row: AdminAward): boolean => row.state === 'failed' || (row.kind === 'goods' && row.state === 'waiting')

/** What was redeemed and won: goods are handed out for their code, what cannot be given is cancelled. */
export function AwardList() {
  const mayServe = useCan('members.serve')
  const mayWrite = useCan('members.write')
  const [asking, setAsking] = useState<{ row: AdminAward; what: 'hand' | 'cancel' } | null>(null)
  const settings = { stale: ['awards', 'redeem-items'], after: () => setAsking(null) }
  const hand = useWrite({ send: ({ id, note }: { id: string; note: string }) => api.post<AdminAward>(`/awards/${id}/hand-out`, { note }), done: '已核销', ...settings })
  const cancel = useWrite({ send: ({ id, reason }: { id: string; reason: string }) => api.post<AdminAward>(`/awards/${id}/cancel`, { reason }), done: '已取消', ...settings })
  const columns: Column<AdminAward>[] = [
    { key: 'name', title: '内容', render: (row) => row.name, text: (row) => row.name },
    { key: 'member', title: '会员', render: (row) => row.memberName, text: (row) => row.memberName },
    { key: 'source', title: '来源', render: (row) => <span className="nowrap">{row.source === 'shop' ? `${row.points} 积分兑换` : '抽奖'}</span>, text: (row) => (row.source === 'shop' ? '积分商城' : '抽奖') },
    { key: 'code', title: '兑换码', render: (row) => (row.code ? <span className="nowrap">{codeText(row.code)}</span> : <span className="muted">优惠券</span>), text: (row) => row.code ?? '' },
    { key: 'state', title: '状态', render: (row) => <><StateTag state={AWARD_TONE[row.state]} text={row.stateText} />{row.note && <><br /><small className="muted">{row.note}</small></>}</>, text: (row) => row.stateText },
    { key: 'at', title: '时间', render: (row) => <When at={row.at} />, text: (row) => exactTime(row.at) },
    { key: 'by', title: '处理人', optional: true, render: (row) => row.settledBy || '—', text: (row) => row.settledBy },
    {
      key: 'ways', title: '操作', text: () => '',
      render: (row) => isOpen(row) && (
        <span className="nowrap">
          {(mayServe || mayWrite) && <Button type="link" aria-label={`核销 ${row.name}`} onClick={() => setAsking({ row, what: 'hand' })}>{row.state === 'failed' ? '已补发' : '核销'}</Button>}
          {mayWrite && <Button type="link" danger aria-label={`取消 ${row.name}`} onClick={() => setAsking({ row, what: 'cancel' })}>取消</Button>}
        </span>
      ),
    },
  ]
  return (
    <>
      <PageHead back={{ to: '/redeem', text: '积分商城' }} title="兑换与发放记录" note="会员出示兑换码时，先按码查到这一条再核销。" />
      <CrudTable<AdminAward> id="awards" name="兑换与发放" path="/awards" rowKey={(row) => row.id} columns={columns} filters={filters} emptyTitle="没有兑换记录" emptyHint="会员兑换或抽中奖品后会出现在这里。" />
      {asking?.what === 'hand' && (
        <ReasonDialog title={`核销「${asking.row.name}」`} effects={[`${asking.row.memberName} 的${asking.row.code ? `兑换码 ${codeText(asking.row.code)} ` : '奖品'}会记为已领取`, '核销后不能撤回']} label="备注（选填）" isOptional danger={false} okText="核销" pending={hand.isPending} close={() => setAsking(null)} done={(note) => hand.mutate({ id: asking.row.id, note })} />
      )}
      {asking?.what === 'cancel' && (
        <ReasonDialog title={`取消「${asking.row.name}」`} effects={[asking.row.points ? `${asking.row.memberName} 会收回 ${asking.row.points} 积分，这一份重新可以兑换` : '这份奖品不再发放', '取消后不能恢复']} label="取消原因，会写进审计" okText="取消这一条" pending={cancel.isPending} close={() => setAsking(null)} done={(reason) => cancel.mutate({ id: asking.row.id, reason })} />
      )}
    </>
  )
}
