import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { Link } from 'react-router'
import type { ChatRow, ChatsState } from '../../../shared/api/shapes-community'
import { exactTime } from '../../../shared/format/time'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { Figure, StateTag, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import './community.css'
import { useGuides, useWecomState } from './data'
import { CHAT_STATE_CHOICES, CHAT_STATE_TEXT, CHAT_STATE_TONE, chatRunText, KIND_CHOICES, KIND_TEXT, moveText, nameOf, SIZE_CHOICES } from './group-words'
import { NoWecom } from './NotSetUp'
import { countText, guideText } from './words'

const TITLE = '社群'
const IDLE_MS = 30_000
const pathOf = (row: ChatRow): string => `/groups/${encodeURIComponent(row.chatId)}`

/** Customer groups as the shop mirrors them. */
export function GroupList() {
  const wecom = useWecomState(false)
  const guides = useGuides()
  const state = useQuery({ queryKey: ['groups-state'], queryFn: ({ signal }) => api.get<ChatsState>('/groups/state', {}, signal), refetchInterval: IDLE_MS })
  if (wecom.data?.isOn === false) return <NoWecom title={TITLE} />
  const filters: Filter[] = [
    { kind: 'choice', name: 'state', label: '群状态', choices: CHAT_STATE_CHOICES },
    { kind: 'search', name: 'q', label: '搜索群', placeholder: '群名' },
    { kind: 'select', name: 'kind', label: '类型', choices: KIND_CHOICES },
    { kind: 'select', name: 'owner', label: '群主', choices: (guides.data ?? []).map((guide) => ({ value: guide.userId, label: guideText(guide) })) },
    { kind: 'select', name: 'size', label: '人数', choices: SIZE_CHOICES },
  ]
  return (
    <>
      <PageHead title={TITLE} note="导购在企业微信里建的客户群。每小时与企业微信核对一次。" actions={<Link to="/groups/rules"><Button>入群规则</Button></Link>} />
      {state.data && <Numbers state={state.data} />}
      <CrudTable<ChatRow>
        id="wecom-groups"
        name="社群"
        path="/groups"
        rowKey={(row) => row.chatId}
        columns={COLUMNS}
        filters={filters}
        open={pathOf}
        card={(row) => <GroupCard row={row} />}
        emptyTitle="还没有群"
        emptyHint="导购在企业微信里建群后会出现在这里。"
        emptyAction={<Link to="/wecom">去企业微信同步</Link>}
      />
    </>
  )
}

const COLUMNS: Column<ChatRow>[] = [
  {
    key: 'name',
    title: '群',
    render: (row) => (
      <Link to={pathOf(row)} className="plain-link contact-words">
        <b>{nameOf(row)}</b>
        <small>{KIND_TEXT[row.kind]}</small>
      </Link>
    ),
    text: (row) => `${nameOf(row)} ${KIND_TEXT[row.kind]}`,
  },
  { key: 'owner', title: '群主', render: (row) => row.ownerName, text: (row) => row.ownerName },
  { key: 'state', title: '状态', render: (row) => <StateTag state={CHAT_STATE_TONE[row.state]} text={CHAT_STATE_TEXT[row.state]} />, text: (row) => CHAT_STATE_TEXT[row.state] },
  { key: 'members', title: '人数', numeric: true, render: (row) => countText(row.members), text: (row) => row.members },
  { key: 'customers', title: '其中客户', numeric: true, render: (row) => countText(row.customers), text: (row) => row.customers },
  { key: 'joined', title: '30 天进群', numeric: true, render: (row) => countText(row.joined), text: (row) => row.joined },
  { key: 'left', title: '30 天退群', numeric: true, render: (row) => countText(row.left), text: (row) => row.left },
  { key: 'made', title: '建群', render: (row) => <When at={row.madeAt} />, text: (row) => exactTime(row.madeAt) },
]

function Numbers({ state: { counts, run } }: { state: ChatsState }) {
  const items: [string, string, string][] = [
    ['群', countText(counts.groups), counts.ownerLeft ? `${countText(counts.ownerLeft)} 个群主已离职` : '群主都在职'],
    ['群里的客户', countText(counts.customers), '在几个群里也只算一次'],
    ['VIP 群', countText(counts.vip), `普通群 ${countText(counts.ordinary)} 个`],
    ['30 天进群', countText(counts.joined), `退群 ${countText(counts.left)} 人次`],
  ]
  return (
    <>
      <dl className="sync-counts">
        {items.map(([name, value, note]) => (
          <Figure key={name} name={name} value={value} note={note} />
        ))}
      </dl>
      <p className="muted contact-line group-run">
        {chatRunText(run)}
        {run && (
          <>
            {' · '}
            <When at={run.finishedAt ?? run.startedAt} />
          </>
        )}
      </p>
    </>
  )
}

function GroupCard({ row }: { row: ChatRow }) {
  return (
    <Link to={pathOf(row)} className="row-card">
      <span className="contact-who">
        <span className="contact-words">
          <b>{nameOf(row)}</b>
          <small>
            {KIND_TEXT[row.kind]} · {row.ownerName} · {countText(row.members)} 人
          </small>
        </span>
        <StateTag state={CHAT_STATE_TONE[row.state]} text={CHAT_STATE_TEXT[row.state]} />
      </span>
      <span className="muted">{moveText(row)}</span>
    </Link>
  )
}
