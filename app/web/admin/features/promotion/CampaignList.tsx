import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from 'react-router'
import type { CampaignBrief } from '../../../shared/api/shapes-promotion'
import { exactTime } from '../../../shared/format/time'
import { Can } from '../../shared/permission'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { Money, StateTag } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { QuotaBar } from './bits'
import './promotion.css'
import { shortMoment, spanText } from './shanghai'
import { countText, KIND_TEXT, PHASE_TEXT, PHASE_TONE } from './words'

const columns: Column<CampaignBrief>[] = [
  {
    key: 'name',
    title: '活动',
    width: 260,
    render: (row) => (
      <Link to={`/campaigns/${row.id}`} className="two-lines">
        <b>{row.name}</b>
        <small>
          {KIND_TEXT[row.kind]} · {row.label}
        </small>
      </Link>
    ),
    text: (row) => row.name,
  },
  { key: 'kind', title: '类型', optional: true, render: (row) => KIND_TEXT[row.kind], text: (row) => KIND_TEXT[row.kind] },
  { key: 'phase', title: '状态', render: (row) => <StateTag state={PHASE_TONE[row.phase]} text={PHASE_TEXT[row.phase]} />, text: (row) => PHASE_TEXT[row.phase] },
  {
    key: 'time',
    title: '时间',
    render: (row) => (
      <span className="two-lines nowrap" title={`${exactTime(row.startsAt)} 至 ${exactTime(row.endsAt)}`}>
        <span>
          {shortMoment(row.startsAt)} – {shortMoment(row.endsAt)}
        </span>
        <small>{spanText(row.startsAt, row.endsAt)}</small>
      </span>
    ),
    text: (row) => `${exactTime(row.startsAt)} 至 ${exactTime(row.endsAt)}`,
  },
  { key: 'quota', title: '已用 / 总量', width: 170, render: (row) => <QuotaBar quota={row.quota} taken={row.taken} />, text: (row) => (row.quota === null ? '不限量' : `${row.taken}/${row.quota}`) },
  { key: 'orders', title: '订单', numeric: true, render: (row) => countText(row.orders), text: (row) => row.orders },
  { key: 'off', title: '优惠成本', numeric: true, render: (row) => <Money fen={row.offFen} />, text: (row) => row.offFen / 100 },
]

const filters: Filter[] = [
  { kind: 'choice', name: 'phase', label: '状态', choices: Object.entries(PHASE_TEXT).map(([value, label]) => ({ value, label })) },
  { kind: 'choice', name: 'kind', label: '类型', choices: Object.entries(KIND_TEXT).map(([value, label]) => ({ value, label })) },
  { kind: 'search', name: 'q', label: '搜索活动', placeholder: '活动名称' },
]

export function CampaignList() {
  const make = (
    <Link to="/campaigns/new">
      <Button type="primary" icon={<PlusOutlined />}>
        新建活动
      </Button>
    </Link>
  )
  return (
    <>
      <PageHead title="活动" actions={<Can permission="promotions.write">{make}</Can>} />
      <CrudTable<CampaignBrief>
        id="campaigns"
        name="活动"
        path="/campaigns"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        open={(row) => `/campaigns/${row.id}`}
        refreshMs={30_000}
        card={(row) => (
          <Link to={`/campaigns/${row.id}`} className="row-card">
            <span className="card-line">
              <b>{row.name}</b>
              <StateTag state={PHASE_TONE[row.phase]} text={PHASE_TEXT[row.phase]} />
            </span>
            <span className="muted">
              {KIND_TEXT[row.kind]} · {shortMoment(row.startsAt)} – {shortMoment(row.endsAt)}
            </span>
            <QuotaBar quota={row.quota} taken={row.taken} />
            <span className="card-line">
              <span className="muted">{countText(row.orders)} 单</span>
              <span>
                优惠 <Money fen={row.offFen} strong />
              </span>
            </span>
          </Link>
        )}
        emptyTitle="还没有活动"
        emptyHint="建一个满减或限时价，发布前可以先用近 30 天的订单模拟。"
        emptyAction={<Can permission="promotions.write">{make}</Can>}
      />
    </>
  )
}
