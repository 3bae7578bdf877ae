import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from 'react-router'
import type { AdminLotteryBrief } from '../../../../shared/api/shapes-play'
import { exactTime } from '../../../../shared/format/time'
import { shortMoment } from '../../../shared/moment'
import { Can } from '../../../shared/permission'
import { CrudTable } from '../../../shared/table/CrudTable'
import type { Column, Filter } from '../../../shared/table/types'
import { StateTag } from '../../../shared/ui/bits'
import { PageHead } from '../../../shared/ui/page'
import { countText, LOTTERY_TONE } from './words'

const columns: Column<AdminLotteryBrief>[] = [
  { key: 'name', title: '抽奖', width: 260, render: (row) => <Link to={`/lotteries/${row.id}`}>{row.name}</Link>, text: (row) => row.name },
  { key: 'state', title: '状态', render: (row) => <StateTag state={LOTTERY_TONE[row.state]} text={row.stateText} />, text: (row) => row.stateText },
  { key: 'starts', title: '开始', render: (row) => <span className="nowrap">{shortMoment(row.startsAt)}</span>, text: (row) => exactTime(row.startsAt) },
  { key: 'ends', title: '结束', render: (row) => <span className="nowrap">{shortMoment(row.endsAt)}</span>, text: (row) => exactTime(row.endsAt) },
  { key: 'draws', title: '抽奖次数', numeric: true, render: (row) => countText(row.draws), text: (row) => row.draws },
  { key: 'members', title: '参与人数', numeric: true, render: (row) => countText(row.members), text: (row) => row.members },
]
const filters: Filter[] = [{ kind: 'choice', name: 'state', label: '状态', choices: [{ value: 'draft', label: '草稿' }, { value: 'published', label: '已发布' }, { value: 'ended', label: '已结束' }] }]

export function LotteryList() {
  const make = (
    <Link to="/lotteries/new">
      <Button type="primary" icon={<PlusOutlined />}>
        新建抽奖
      </Button>
    </Link>
  )
  return (
    <>
      <PageHead title="抽奖" note="概率公开，每一轮的种子事先承诺、事后公布，会员可以在手机上重新计算。" actions={<Can permission="members.write">{make}</Can>} />
      <CrudTable<AdminLotteryBrief>
        id="lotteries"
        name="抽奖"
        path="/lotteries"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        open={(row) => `/lotteries/${row.id}`}
        refreshMs={30_000}
        emptyTitle="还没有抽奖"
        emptyHint="填好奖品、概率和数量，发布后概率就公开了。"
        emptyAction={<Can permission="members.write">{make}</Can>}
      />
    </>
  )
}
