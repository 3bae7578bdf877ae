import { Tabs } from 'antd'
import { Link, useSearchParams } from 'react-router'
import type { ContactRow } from '../../../shared/api/shapes-community'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { StateTag, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { Avatar, Chips, Level } from './bits'
import './community.css'
import { useCorpTags, useGuides, useWecomState } from './data'
import { LossTab } from './LossTab'
import { NotSetUp } from './NotSetUp'
import { addWayText, guideText, shopText, STATE_CHOICES, STATE_TEXT, STATE_TONE } from './words'

const pathOf = (row: ContactRow): string => `/contacts/${encodeURIComponent(row.contactId)}`

const TABS = [
  { key: 'all', label: '全部客户' },
  { key: 'losses', label: '流失提醒' },
]

/** Contacts, and beside them those who have gone. */
export function ContactList() {
  const [params, setParams] = useSearchParams()
  const isOff = useWecomState(false).data?.isOn === false
  const tab = params.get('tab') === 'losses' ? 'losses' : 'all'
  return (
    <>
      <PageHead title="客户" note="导购在企业微信里的好友，一位导购和一位客户是一行。" />
      <Tabs activeKey={tab} items={TABS} onChange={(key) => setParams(key === 'losses' ? { tab: key } : {})} />
      {tab === 'all' ? <Pairs /> : isOff ? <NotSetUp /> : <LossTab />}
    </>
  )
}

/** Pairs of guide and contact: the same person stands here once for each guide. */
function Pairs() {
  const guides = useGuides()
  const tags = useCorpTags()
  const state = useWecomState(false)
  const seesMembers = useCan('members.read')
  const filters: Filter[] = [
    { kind: 'choice', name: 'state', label: '好友关系', choices: STATE_CHOICES },
    { kind: 'search', name: 'q', label: '搜索客户', placeholder: '名字或备注' },
    { kind: 'select', name: 'guide', label: '导购', choices: (guides.data ?? []).map((guide) => ({ value: guide.userId, label: guideText(guide) })) },
    { kind: 'select', name: 'tag', label: '标签', choices: (tags.data ?? []).map((tag) => ({ value: tag.tagId, label: `${tag.groupName} · ${tag.name}` })) },
  ]
  const columns: Column<ContactRow>[] = [
    {
      key: 'name',
      title: '客户',
      render: (row) => (
        <Link to={pathOf(row)} className="plain-link contact-who">
          <Avatar src={row.avatarUrl} name={row.name} />
          <span className="contact-words">
            <b>{row.name}</b>
          </span>
        </Link>
      ),
      text: (row) => row.name,
    },
    { key: 'remark', title: '备注', render: (row) => row.remark || <span className="muted">—</span>, text: (row) => row.remark },
    { key: 'guide', title: '导购', render: (row) => row.guideName, text: (row) => row.guideName },
    { key: 'tags', title: '企业标签', width: 220, render: (row) => <Chips names={row.tags} />, text: (row) => row.tags.join(' ') },
    {
      key: 'added',
      title: '添加',
      render: (row) => (
        <span className="contact-words">
          <When at={row.addedAt} />
          <small>{addWayText(row.addWay)}</small>
        </span>
      ),
      text: (row) => `${exactTime(row.addedAt)} ${addWayText(row.addWay)}`,
    },
    {
      key: 'state',
      title: '关系',
      render: (row) => (
        <span className="contact-words">
          <span>
            <StateTag state={STATE_TONE[row.state]} text={STATE_TEXT[row.state]} />
          </span>
          {row.endedAt && (
            <small>
              <When at={row.endedAt} />
            </small>
          )}
        </span>
      ),
      text: (row) => STATE_TEXT[row.state],
    },
    { key: 'level', title: '会员等级', render: (row) => <Level of={row} linked={seesMembers} />, text: shopText },
  ]
  const isOff = state.data?.isOn === false
  return (
    <>
      <CrudTable<ContactRow>
        id="wecom-contacts"
        name="企业微信客户"
        path="/wecom/contacts"
        rowKey={(row) => `${row.userId}/${row.contactId}`}
        columns={columns}
        filters={filters}
        open={pathOf}
        card={(row) => <ContactCard row={row} />}
        emptyTitle={isOff ? '店铺还没有接入企业微信' : '还没有客户'}
        emptyHint={isOff ? '接入之后，导购的好友会出现在这里。' : '导购添加好友后会出现在这里；也可以在同步页立即核对。'}
        emptyAction={<Link to="/wecom">{isOff ? '看需要哪些配置' : '去企业微信同步'}</Link>}
      />
    </>
  )
}

function ContactCard({ row }: { row: ContactRow }) {
  return (
    <Link to={pathOf(row)} className="row-card">
      <span className="contact-who">
        <Avatar src={row.avatarUrl} name={row.name} />
        <span className="contact-words">
          <b>{row.name}</b>
          <small>{row.remark ? `备注 ${row.remark}` : addWayText(row.addWay)}</small>
        </span>
        <StateTag state={STATE_TONE[row.state]} text={STATE_TEXT[row.state]} />
      </span>
      <Chips names={row.tags} />
      <span className="muted">
        {row.guideName} · <When at={row.addedAt} /> · {shopText(row)}
      </span>
    </Link>
  )
}
