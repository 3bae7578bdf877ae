import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { useState } from 'react'
import type { AdminTask } from '../../../../shared/api/shapes-play'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { StateTag } from '../../../shared/ui/bits'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../../shared/ui/page'
import './play.css'
import { TaskDialog } from './TaskDialog'
import { countText, TASK_KIND_TEXT } from './words'

const limitText = (task: AdminTask): string => (task.limitKind === 'once' ? '一次' : task.limitKind === 'day' ? `每天 ${task.limitCount} 次` : `一共 ${task.limitCount} 次`)

/** All tasks, in the order in which members see them. */
export function TaskPage() {
  const mayWrite = useCan('members.write')
  const tasks = useQuery({ queryKey: ['member-tasks'], queryFn: ({ signal }) => api.get<{ items: AdminTask[] }>('/tasks', {}, signal) })
  const [editing, setEditing] = useState<AdminTask | 'new' | null>(null)
  if (tasks.isError && !tasks.data) return <Failed error={tasks.error} again={() => void tasks.refetch()} />
  if (!tasks.data) return <PageSkeleton />
  const { items } = tasks.data
  const make = mayWrite && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
      新建任务
    </Button>
  )
  return (
    <>
      <PageHead title="任务" note="会员做任务得积分；没有办法证明的（分享、浏览）由会员自己领取，用次数限制。" actions={make} />
      <Panel flush>
        {items.length ? (
          <Table<AdminTask>
            rowKey="code"
            dataSource={items}
            pagination={false}
            scroll={{ x: 'max-content' }}
            onRow={(row) => (mayWrite ? { onClick: () => setEditing(row), style: { cursor: 'pointer' } } : {})}
            columns={[
              { title: '任务', render: (_, row) => <span><b style={{ fontWeight: 500 }}>{row.title}</b><br /><small className="muted">{row.words || '—'}</small></span> },
              { title: '类型', render: (_, row) => <span className="nowrap">{TASK_KIND_TEXT[row.kind]}{row.isOnTrust ? <small className="muted">（自己领取）</small> : null}</span> },
              { title: '积分', align: 'right', dataIndex: 'points' },
              { title: '次数', render: (_, row) => <span className="nowrap">{limitText(row)}</span> },
              { title: '完成', align: 'right', render: (_, row) => `${countText(row.doneCount)} 次 / ${countText(row.memberCount)} 人` },
              { title: '状态', render: (_, row) => <StateTag state={row.isEnabled ? 'active' : 'disabled'} text={row.isEnabled ? '启用' : '停用'} /> },
              { title: '', align: 'right', render: (_, row) => (mayWrite ? <Button type="link" aria-label={`修改 ${row.title}`} onClick={(event) => { event.stopPropagation(); setEditing(row) }}>修改</Button> : null) },
            ]}
          />
        ) : (
          <Empty title="还没有任务" hint="建一个任务，会员完成后得积分。" action={make} />
        )}
      </Panel>
      {editing && <TaskDialog task={editing === 'new' ? null : editing} close={() => setEditing(null)} />}
    </>
  )
}
