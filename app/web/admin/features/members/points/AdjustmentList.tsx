import { App, Button, Tooltip } from 'antd'
import type { AdjustmentRow } from '../../../../shared/api/shapes-points'
import { exactTime } from '../../../../shared/format/time'
import { useCan, useOperator } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { CrudTable } from '../../../shared/table/CrudTable'
import type { Column, Filter } from '../../../shared/table/types'
import { StateTag, When } from '../../../shared/ui/bits'
import { useWrite } from '../../../shared/write'
import { decisionEffects, signedText, STATE_TEXT, STATE_TONE } from './words'

const FILTERS: Filter[] = [{ kind: 'choice', name: 'state', label: '状态', choices: Object.entries(STATE_TEXT).map(([value, label]) => ({ value, label })) }]
export const ADJUSTMENTS_STALE = ['points-adjustments', 'points-liability', 'member-points'] as const

const COLUMNS: Column<AdjustmentRow>[] = [
  { key: 'asked', title: '提交', render: (row) => <When at={row.askedAt} />, text: (row) => exactTime(row.askedAt) },
  { key: 'member', title: '会员', render: (row) => row.nickname, text: (row) => row.nickname },
  { key: 'points', title: '积分', numeric: true, render: (row) => <b>{signedText(row.points)}</b>, text: (row) => row.points },
  { key: 'reason', title: '原因', render: (row) => <span className="points-reason">{row.reason}</span>, text: (row) => row.reason },
  { key: 'by', title: '提交人', render: (row) => row.askedName, text: (row) => row.askedName },
  { key: 'state', title: '状态', render: (row) => <StateTag state={STATE_TONE[row.state]} text={STATE_TEXT[row.state]} />, text: (row) => STATE_TEXT[row.state] },
  {
    key: 'decided',
    title: '处理',
    render: (row) => (row.decidedAt ? <span className="nowrap">{row.decidedName} · <When at={row.decidedAt} /></span> : <span className="muted">—</span>),
    text: (row) => (row.decidedAt ? `${row.decidedName} ${exactTime(row.decidedAt)}` : ''),
  },
]

/** Adjustments of points, all of them; those above the limit wait here for a second person. */
export function AdjustmentList() {
  const mayDecide = useCan('members.approve')
  const columns: Column<AdjustmentRow>[] = mayDecide ? [...COLUMNS, { key: 'actions', title: '操作', render: (row) => <Decision row={row} />, text: () => '' }] : COLUMNS
  return (
    <CrudTable<AdjustmentRow>
      id="points-adjustments"
      name="积分调整"
      path="/points/adjustments"
      rowKey={(row) => row.id}
      columns={columns}
      filters={FILTERS}
      card={(row) => (
        <div className="row-card">
          <span className="points-between">
            <b>{row.nickname}</b>
            <b className="money">{signedText(row.points)}</b>
          </span>
          <span>{row.reason}</span>
          <span className="points-between muted">
            <span>
              {row.askedName} · <When at={row.askedAt} />
            </span>
            <StateTag state={STATE_TONE[row.state]} text={STATE_TEXT[row.state]} />
          </span>
          {mayDecide && <Decision row={row} />}
        </div>
      )}
      emptyTitle="还没有人工调整"
      emptyHint="在会员列表里打开一位会员的积分，可以调整；数额大的会到这里等人复核。"
    />
  )
}

function Decision({ row }: { row: AdjustmentRow }) {
  const { modal } = App.useApp()
  const isOwn = useOperator().id === row.askedBy
  const decide = useWrite({
    send: (agreed: boolean) => api.post<AdjustmentRow>(`/points/adjustments/${row.id}/decide`, { agreed }),
    done: (after) => (after.state === 'done' ? `已执行，${after.nickname} 的积分 ${signedText(after.points)}` : '已驳回，积分没有变'),
    stale: ADJUSTMENTS_STALE,
  })
  if (row.state !== 'waiting') return null
  const ask = (agreed: boolean): void =>
    void modal.confirm({
      title: agreed ? `同意给 ${row.nickname} ${signedText(row.points)} 积分` : `驳回 ${row.nickname} 的 ${signedText(row.points)} 积分`,
      content: (
        <ul className="points-list">
          {decisionEffects(row, agreed).map((effect) => (
            <li key={effect}>{effect}</li>
          ))}
        </ul>
      ),
      okText: agreed ? '同意并执行' : '驳回申请',
      okButtonProps: { danger: !agreed },
      cancelText: '再看看',
      // A refusal is told in words; the question closes either way.
      onOk: () => decide.mutateAsync(agreed).then(() => undefined, () => undefined),
    })
  const why = isOwn ? '这是您自己提交的，需要由另一位同事复核' : ''
  return (
    <Tooltip title={why}>
      <span className="points-actions" {...(isOwn ? { tabIndex: 0, 'aria-label': why } : {})}>
        <Button size="small" type="primary" disabled={isOwn || decide.isPending} onClick={() => ask(true)}>
          同意
        </Button>
        <Button size="small" disabled={isOwn || decide.isPending} onClick={() => ask(false)}>
          驳回
        </Button>
      </span>
    </Tooltip>
  )
}
