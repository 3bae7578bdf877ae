import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Select } from 'antd'
import { useParams } from 'react-router'
import type { ChatMember, ChatRow, ChatView } from '../../../shared/api/shapes-community'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { StateTag, When } from '../../shared/ui/bits'
import { Facts, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { Level } from './bits'
import './community.css'
import { GroupDays } from './GroupDays'
import { CHAT_STATE_TEXT, CHAT_STATE_TONE, joinText, KIND_CHOICES, KIND_TEXT, nameOf, PRESENCE_CHOICES, roleText } from './group-words'
import { countText, shopText } from './words'

const FILTERS: Filter[] = [{ kind: 'choice', name: 'presence', label: '成员', choices: PRESENCE_CHOICES, initial: 'present' }]

/** A group: who is in it, who has left, and what kind it is. */
export function GroupPage() {
  const { id = '' } = useParams()
  const path = `/groups/${encodeURIComponent(id)}`
  const group = useQuery({ queryKey: ['wecom-group', id], queryFn: ({ signal }) => api.get<ChatView>(path, {}, signal) })
  const seesMembers = useCan('members.read')
  if (group.isError && !group.data) return <Failed error={group.error} again={() => void group.refetch()} />
  if (!group.data) return <PageSkeleton />
  const view = group.data
  return (
    <>
      <PageHead back={{ to: '/groups', text: '社群' }} title={nameOf(view)} note={<StateTag state={CHAT_STATE_TONE[view.state]} text={CHAT_STATE_TEXT[view.state]} />} />
      <div className="contact-layout">
        <div className="contact-main">
          <GroupDays view={view} />
          <CrudTable<ChatMember>
            id={`wecom-group-members-${id}`}
            name={`${nameOf(view)}的成员`}
            path={`${path}/members`}
            rowKey={(row) => `${row.subject}/${row.joinedAt}`}
            columns={columnsFor(seesMembers)}
            filters={FILTERS}
            card={(row) => <MemberCard row={row} linked={seesMembers} />}
            emptyTitle="没有这样的成员"
            emptyHint="换一个筛选条件看看。"
          />
        </div>
        <aside className="contact-side">
          <KindPanel view={view} />
          <Panel title="资料">
            <Facts
              items={[
                ['群主', view.ownerName],
                ['人数', `${countText(view.members)}，其中客户 ${countText(view.customers)}`],
                ['建群', <When key="made" at={view.madeAt} />],
                view.dismissedAt !== null && ['解散', <When key="gone" at={view.dismissedAt} />],
                ['群编号', <span key="id" className="mono group-id">{view.chatId}</span>],
              ]}
            />
            <p className="muted contact-line">
              资料读取于 <When at={view.readAt} />
            </p>
          </Panel>
          <Panel title="群公告">
            <p className="contact-line group-notice">{view.notice || <span className="muted">没有公告</span>}</p>
          </Panel>
        </aside>
      </div>
    </>
  )
}

function KindPanel({ view }: { view: ChatView }) {
  const queries = useQueryClient()
  const mayWrite = useCan('community.write') && view.state !== 'dismissed'
  const set = useWrite({
    send: (kind: ChatRow['kind']) => api.put<ChatView>(`/groups/${encodeURIComponent(view.chatId)}/kind`, { kind }),
    done: (kept) => {
      queries.setQueryData(['wecom-group', view.chatId], kept)
      return `已设为${KIND_TEXT[kept.kind]}`
    },
    stale: ['wecom-groups', 'groups-state'],
    onProblem: () => (void queries.invalidateQueries({ queryKey: ['wecom-group', view.chatId] }), false),
  })
  return (
    <Panel title="群类型">
      {mayWrite ? (
        <Select aria-label="群类型" className="group-kind" value={view.kind} options={KIND_CHOICES} loading={set.isPending} disabled={set.isPending} onChange={(kind) => set.mutate(kind)} />
      ) : (
        <p className="contact-line">{KIND_TEXT[view.kind]}</p>
      )}
      <p className="muted contact-line group-kind-note">内容日历可以只发给一类群；入群规则按类型邀请客户。</p>
    </Panel>
  )
}

function columnsFor(linked: boolean): Column<ChatMember>[] {
  return [
    {
      key: 'name',
      title: '成员',
      render: (row) => (
        <span className="contact-words">
          <b>{row.name}</b>
          <small>{aboutText(row)}</small>
        </span>
      ),
      text: (row) => `${row.name} ${aboutText(row)}`,
    },
    { key: 'level', title: '会员等级', render: (row) => (row.isStaff ? <span className="muted">—</span> : <Level of={row} linked={linked} />), text: (row) => (row.isStaff ? '' : shopText(row)) },
    { key: 'way', title: '进群方式', render: (row) => (row.isOwner ? <span className="muted">—</span> : joinText(row)), text: (row) => (row.isOwner ? '' : joinText(row)) },
    { key: 'joined', title: '进群', render: (row) => <When at={row.joinedAt} />, text: (row) => exactTime(row.joinedAt) },
    { key: 'left', title: '退群', render: (row) => (row.leftAt ? <When at={row.leftAt} /> : <span className="muted">—</span>), text: (row) => (row.leftAt ? exactTime(row.leftAt) : '') },
  ]
}

const aboutText = (row: ChatMember): string => roleText(row) ?? (row.isContact ? '导购的好友' : '还不是导购的好友')

function MemberCard({ row, linked }: { row: ChatMember; linked: boolean }) {
  return (
    <div className="row-card">
      <span className="contact-who">
        <span className="contact-words">
          <b>{row.name}</b>
          <small>{aboutText(row)}</small>
        </span>
        {!row.isStaff && (
          <span className="group-level">
            <Level of={row} linked={linked} />
          </span>
        )}
      </span>
      <span className="muted">
        {!row.isOwner && `${joinText(row)} · `}
        <When at={row.joinedAt} /> 进群
        {row.leftAt && (
          <>
            {' · '}
            <When at={row.leftAt} /> 退群
          </>
        )}
      </span>
    </div>
  )
}
