import { Link } from 'react-router'
import type { BargainRow, TeamRow } from '../../../shared/api/shapes-promotion'
import { price } from '../../../shared/format/money'
import { exactTime } from '../../../shared/format/time'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { StateTag, When } from '../../shared/ui/bits'
import type { ActivityPath } from './activity-tabs'

const TEAM_STATES: Record<string, string> = { open: '等人', succeeded: '已成团', failed: '没成团', closed: '已关闭' }
const BARGAIN_STATES: Record<string, string> = { open: '砍价中', floor: '已到底价', ordered: '已下单', bought: '已购买', expired: '已过期', closed: '已关闭' }
const TONES: Record<string, string> = { open: 'pending', floor: 'paid', ordered: 'paid', succeeded: 'done', bought: 'done' }

const stateFilter = (states: Record<string, string>): Filter[] => [{ kind: 'choice', name: 'state', label: '状态', choices: Object.entries(states).map(([value, label]) => ({ value, label })) }]

const teams: Column<TeamRow>[] = [
  { key: 'title', title: '商品', width: 240, render: (row) => row.title, text: (row) => row.title },
  { key: 'state', title: '状态', render: (row) => <StateTag state={TONES[row.state] ?? 'closed'} text={TEAM_STATES[row.state] ?? row.state} />, text: (row) => TEAM_STATES[row.state] ?? row.state },
  { key: 'paid', title: '已付 / 几人团', numeric: true, render: (row) => `${row.paid} / ${row.size}`, text: (row) => `${row.paid}/${row.size}` },
  {
    key: 'members',
    title: '成员',
    render: (row) => (
      <span className="member-list">
        {row.members.map((member) => (
          <Link key={member.orderId} to={`/orders/${member.orderId}`}>
            {member.nickname}
            {member.isLeader && '（团长）'}
          </Link>
        ))}
      </span>
    ),
    text: (row) => row.members.map((member) => member.nickname).join('、'),
  },
  { key: 'opened', title: '开团', render: (row) => <When at={row.openedAt} />, text: (row) => exactTime(row.openedAt) },
  { key: 'expires', title: '到期', render: (row) => <When at={row.expiresAt} />, text: (row) => exactTime(row.expiresAt) },
]
const bargains: Column<BargainRow>[] = [
  { key: 'member', title: '发起人', render: (row) => row.memberName, text: (row) => row.memberName },
  { key: 'title', title: '商品', width: 240, render: (row) => `${row.title} ${row.optionText}`, text: (row) => `${row.title} ${row.optionText}` },
  { key: 'state', title: '状态', render: (row) => <StateTag state={TONES[row.state] ?? 'closed'} text={row.stateText} />, text: (row) => row.stateText },
  { key: 'price', title: '现价', numeric: true, render: (row) => price(row.priceFen), text: (row) => row.priceFen / 100 },
  { key: 'floor', title: '底价', numeric: true, render: (row) => price(row.floorFen), text: (row) => row.floorFen / 100 },
  { key: 'helpers', title: '帮砍', numeric: true, render: (row) => `${row.helperCount} 人`, text: (row) => row.helperCount },
  { key: 'refused', title: '风控拦下', numeric: true, render: (row) => row.refusedCount, text: (row) => row.refusedCount },
  { key: 'order', title: '订单', render: (row) => (row.orderId ? <Link to={`/orders/${row.orderId}`}>查看</Link> : <span className="muted">—</span>), text: (row) => row.orderId ?? '' },
  { key: 'opened', title: '发起', render: (row) => <When at={row.openedAt} />, text: (row) => exactTime(row.openedAt) },
]

/** The teams of a group-buy, or the bargains, of one campaign. */
export function ActivityTable({ campaignId, kind }: { campaignId: string; kind: ActivityPath }) {
  const shared = { rowKey: (row: { id: string }) => row.id, path: `/campaigns/${campaignId}/${kind}`, refreshMs: 30_000 }
  if (kind === 'teams') return <CrudTable<TeamRow> {...shared} id="campaign-teams" name="拼团" columns={teams} filters={stateFilter(TEAM_STATES)} emptyTitle="还没有人开团" />
  return <CrudTable<BargainRow> {...shared} id="campaign-bargains" name="砍价" columns={bargains} filters={stateFilter(BARGAIN_STATES)} emptyTitle="还没有人发起砍价" />
}
