import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { Button, Select, Table, Tabs } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import type { Page } from '../../../shared/api/shapes'
import type { ChatMember, ChatView } from '../../../shared/api/shapes-community'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag, When } from '../../shared/ui/bits'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './community.css'
import { CHAT_TEXT, CHAT_TONE, chatName, joinText, KIND_CHOICES, KIND_TEXT, moveText } from './group-words'
import { countText } from './words'

type Presence = 'present' | 'left'
const PAGE = '50'

/** One group: what kind it is, who came and went, who is there. */
export function GroupPage() {
  const { id = '' } = useParams()
  const queries = useQueryClient()
  const mayWrite = useCan('community.write')
  const path = `/groups/${encodeURIComponent(id)}`
  const group = useQuery({ queryKey: ['group', id], queryFn: ({ signal }) => api.get<ChatView>(path, {}, signal) })
  const setKind = useWrite({
    send: (kind: ChatView['kind']) => api.put<ChatView>(`${path}/kind`, { kind }),
    done: (view) => `已设为${KIND_TEXT[view.kind]}`,
    stale: ['groups-state', 'customer-groups'],
    after: (view) => queries.setQueryData(['group', id], view),
    onProblem: () => (void group.refetch(), false),
  })
  if (group.isError && !group.data) return <Failed error={group.error} again={() => void group.refetch()} />
  if (!group.data) return <PageSkeleton />
  const { data } = group
  const kind = mayWrite && data.state !== 'dismissed' ? <Select<ChatView['kind']> aria-label="群的类型" className="group-kind" value={data.kind} loading={setKind.isPending} options={KIND_CHOICES} onChange={(value) => setKind.mutate(value)} /> : <span>{KIND_TEXT[data.kind]}</span>
  return (
    <>
      <PageHead back={{ to: '/groups', text: '客户群' }} title={chatName(data)} note={<StateTag state={CHAT_TONE[data.state]} text={CHAT_TEXT[data.state]} />} actions={kind} />
      <Panel>
        <dl className="sync-counts">
          {(
            [
              ['群主', data.ownerName],
              ['人数', countText(data.members)],
              ['客户', countText(data.customers)],
              ['近 30 天进出', moveText(data)],
            ] as const
          ).map(([label, value]) => (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        {data.notice && <p className="muted group-compared">群公告：{data.notice}</p>}
      </Panel>
      <Members path={path} />
      <Panel title="近 30 天每天的进出" flush>
        <Table size="small" rowKey="day" pagination={false} dataSource={data.days.filter((day) => day.joined || day.left).reverse()} locale={{ emptyText: <Empty title="近 30 天没有人进出" /> }} columns={[{ title: '日期', dataIndex: 'day' }, { title: '加入', dataIndex: 'joined', align: 'right' }, { title: '离开', dataIndex: 'left', align: 'right' }]} />
      </Panel>
    </>
  )
}

function Members({ path }: { path: string }) {
  const [presence, setPresence] = useState<Presence>('present')
  const seesMembers = useCan('members.read')
  const pages = useInfiniteQuery({
    queryKey: ['group-members', path, presence],
    queryFn: ({ pageParam, signal }) => api.get<Page<ChatMember>>(`${path}/members`, { presence, limit: PAGE, ...(pageParam ? { cursor: pageParam } : {}) }, signal),
    initialPageParam: '',
    getNextPageParam: (page) => page.nextCursor ?? undefined,
  })
  const rows = (pages.data?.pages ?? []).flatMap((page) => page.items)
  return (
    <Panel title="成员" flush>
      <Tabs className="group-tabs" activeKey={presence} onChange={(key) => setPresence(key as Presence)} items={[{ key: 'present', label: '在群' }, { key: 'left', label: '已离开' }]} />
      {pages.isError ? (
        <Failed error={pages.error} again={() => void pages.refetch()} />
      ) : (
        <Table<ChatMember>
          rowKey={(row) => `${row.subject}/${row.joinedAt}`}
          loading={pages.isPending}
          dataSource={rows}
          pagination={false}
          scroll={{ x: 720 }}
          locale={{ emptyText: <Empty title={presence === 'present' ? '群里还没有人' : '还没有人离开'} /> }}
          columns={[
            { title: '成员', render: (_, row) => (row.memberId && seesMembers ? <Link className="plain-link" to={`/members/${row.memberId}`}>{row.name}</Link> : row.name) },
            { title: '身份', render: (_, row) => (row.isOwner ? '群主' : row.isAdmin ? '管理员' : row.isStaff ? '员工' : (row.levelName ?? '没有进过商城')) },
            { title: '好友', render: (_, row) => (row.isStaff ? '—' : row.isContact ? '是' : '还不是') },
            { title: '进群', render: (_, row) => <span className="contact-words"><When at={row.joinedAt} /><small>{joinText(row)}</small></span> },
            ...(presence === 'left' ? [{ title: '离开', render: (_: unknown, row: ChatMember) => row.leftAt && <When at={row.leftAt} /> }] : []),
          ]}
          footer={pages.hasNextPage ? () => <Button block type="text" loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>再看 50 位</Button> : undefined}
        />
      )}
    </Panel>
  )
}
