import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import type { ChatRow, ChatsState } from '../../../shared/api/shapes-community'
import { exactTime } from '../../../shared/format/time'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { StateTag, When } from '../../shared/ui/bits'
import { PageHead, Panel } from '../../shared/ui/page'
import './community.css'
import { useGuides, useWecomState } from './data'
import { CHAT_CHOICES, CHAT_TEXT, CHAT_TONE, chatName, comparedText, KIND_CHOICES, KIND_TEXT, moveText, SIZE_CHOICES } from './group-words'
import { NotSetUp } from './NotSetUp'
import { countText, guideText } from './words'

const TITLE = '客户群'
const pathOf = (row: ChatRow): string => `/groups/${encodeURIComponent(row.chatId)}`

const COLUMNS: Column<ChatRow>[] = [
  {
    key: 'name',
    title: '群',
    render: (row) => (
      <Link to={pathOf(row)} className="plain-link">
        <b>{chatName(row)}</b>
      </Link>
    ),
    text: chatName,
  },
  { key: 'owner', title: '群主', render: (row) => row.ownerName, text: (row) => row.ownerName },
  { key: 'kind', title: '类型', render: (row) => KIND_TEXT[row.kind], text: (row) => KIND_TEXT[row.kind] },
  { key: 'state', title: '状态', render: (row) => <StateTag state={CHAT_TONE[row.state]} text={CHAT_TEXT[row.state]} />, text: (row) => CHAT_TEXT[row.state] },
  { key: 'members', title: '人数', render: (row) => `${countText(row.members)}（客户 ${countText(row.customers)}）`, text: (row) => String(row.members) },
  { key: 'moves', title: '近 30 天进出', render: moveText, text: moveText },
  { key: 'made', title: '建群', render: (row) => <When at={row.madeAt} />, text: (row) => exactTime(row.madeAt) },
]

/** Customer groups, as the shop mirrors them. */
export function GroupList() {
  const guides = useGuides()
  const isOff = useWecomState(false).data?.isOn === false
  const filters: Filter[] = [
    { kind: 'choice', name: 'state', label: '状态', choices: CHAT_CHOICES },
    { kind: 'search', name: 'q', label: '搜索群', placeholder: '群名' },
    { kind: 'select', name: 'kind', label: '类型', choices: KIND_CHOICES },
    { kind: 'select', name: 'size', label: '人数', choices: SIZE_CHOICES },
    { kind: 'select', name: 'owner', label: '群主', choices: (guides.data ?? []).map((guide) => ({ value: guide.userId, label: guideText(guide) })) },
  ]
  return (
    <>
      <PageHead title={TITLE} note="企业微信里的客户群；成员变化由企业微信随时通知，每小时核对一次。" />
      {isOff ? (
        <NotSetUp />
      ) : (
        <>
          <Figures />
          <CrudTable<ChatRow>
            id="customer-groups"
            name="客户群"
            path="/groups"
            rowKey={(row) => row.chatId}
            columns={COLUMNS}
            filters={filters}
            open={pathOf}
            card={(row) => <GroupCard row={row} />}
            emptyTitle="还没有客户群"
            emptyHint="导购在企业微信里建的客户群会出现在这里。"
          />
        </>
      )}
    </>
  )
}

function Figures() {
  const state = useQuery({ queryKey: ['groups-state'], queryFn: ({ signal }) => api.get<ChatsState>('/groups/state', {}, signal), refetchInterval: 30_000 })
  if (!state.data) return null
  const { counts, run } = state.data
  const figures: [string, number][] = [
    ['群', counts.groups],
    ['VIP 群', counts.vip],
    ['普通群', counts.ordinary],
    ['群主已离职', counts.ownerLeft],
    ['客户', counts.customers],
    ['近 30 天加入', counts.joined],
    ['近 30 天离开', counts.left],
  ]
  return (
    <Panel>
      <dl className="sync-counts">
        {figures.map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd className="numeric">{countText(value)}</dd>
          </div>
        ))}
      </dl>
      <p className="muted group-compared">{comparedText(run)}</p>
    </Panel>
  )
}

function GroupCard({ row }: { row: ChatRow }) {
  return (
    <Link to={pathOf(row)} className="row-card">
      <span className="contact-who">
        <span className="contact-words">
          <b>{chatName(row)}</b>
          <small>
            {row.ownerName} · {KIND_TEXT[row.kind]} · {countText(row.members)} 人
          </small>
        </span>
        <StateTag state={CHAT_TONE[row.state]} text={CHAT_TEXT[row.state]} />
      </span>
      <span className="muted">近 30 天 {moveText(row)}</span>
    </Link>
  )
}
