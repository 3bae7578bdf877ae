import { PlusOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { Link } from 'react-router'
import type { TemplateBrief } from '../../../shared/api/shapes-promotion'
import { exactTime } from '../../../shared/format/time'
import { Can } from '../../shared/permission'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { StateTag } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { QuotaBar } from './bits'
import './promotion.css'
import { shortMoment } from './shanghai'
import { countText, TEMPLATE_STATE_TEXT, TEMPLATE_TONE } from './words'

const stateTag = (row: TemplateBrief) => <StateTag state={TEMPLATE_TONE[row.state]} text={TEMPLATE_STATE_TEXT[row.state]} />

const columns: Column<TemplateBrief>[] = [
  {
    key: 'name',
    title: '优惠券',
    width: 280,
    render: (row) => (
      <Link to={`/coupons/${row.id}`} className="two-lines">
        <b>{row.name}</b>
        <small>{row.summary}</small>
      </Link>
    ),
    text: (row) => row.name,
  },
  { key: 'state', title: '状态', render: stateTag, text: (row) => TEMPLATE_STATE_TEXT[row.state] },
  { key: 'claimed', title: '已领 / 总量', width: 170, render: (row) => <QuotaBar quota={row.total} taken={row.claimed} />, text: (row) => `${row.claimed}/${row.total}` },
  { key: 'used', title: '已用', numeric: true, render: (row) => countText(row.used), text: (row) => row.used },
  { key: 'rate', title: '使用率', numeric: true, render: (row) => (row.claimed ? `${Math.round((row.used / row.claimed) * 100)}%` : '—'), text: (row) => (row.claimed ? row.used / row.claimed : '') },
  { key: 'until', title: '领取截止', render: (row) => <span className="nowrap">{shortMoment(row.claimUntil)}</span>, text: (row) => exactTime(row.claimUntil) },
  { key: 'listed', title: '领券中心', render: (row) => (row.isListed ? '显示' : <span className="muted">不显示</span>), text: (row) => (row.isListed ? '显示' : '不显示') },
]

const filters: Filter[] = [
  { kind: 'choice', name: 'state', label: '状态', choices: Object.entries(TEMPLATE_STATE_TEXT).map(([value, label]) => ({ value, label })) },
  { kind: 'search', name: 'q', label: '搜索优惠券', placeholder: '券名' },
]

export function CouponList() {
  const make = (
    <Link to="/coupons/new">
      <Button type="primary" icon={<PlusOutlined />}>
        新建优惠券
      </Button>
    </Link>
  )
  return (
    <>
      <PageHead title="优惠券" actions={<Can permission="promotions.write">{make}</Can>} />
      <CrudTable<TemplateBrief>
        id="coupons"
        name="优惠券"
        path="/coupon-templates"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        open={(row) => `/coupons/${row.id}`}
        refreshMs={30_000}
        card={(row) => (
          <Link to={`/coupons/${row.id}`} className="row-card">
            <span className="card-line">
              <b>{row.name}</b>
              {stateTag(row)}
            </span>
            <span className="muted">{row.summary}</span>
            <QuotaBar quota={row.total} taken={row.claimed} />
            <span className="card-line muted">
              <span>已用 {countText(row.used)}</span>
              <span>领到 {shortMoment(row.claimUntil)}</span>
            </span>
          </Link>
        )}
        emptyTitle="还没有优惠券"
        emptyHint="建一张券，可以放进领券中心、做成渠道链接，或直接发给会员。"
        emptyAction={<Can permission="promotions.write">{make}</Can>}
      />
    </>
  )
}
