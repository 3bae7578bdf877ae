import { useQuery } from '@tanstack/react-query'
import { Button, Switch } from 'antd'
import { useState } from 'react'
import type { Script, ScriptList } from '../../../shared/api/shapes-guides'
import { Can, useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { ListTable } from '../../shared/table/ListTable'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './community.css'
import { ScriptDialog } from './ScriptDialog'
import { bodyOfScript, CARD_TEXT, conditionText } from './script-words'

export function ScriptPage() {
  const scripts = useQuery({ queryKey: ['guide-scripts'], queryFn: ({ signal }) => api.get<ScriptList>('/guide-scripts', {}, signal) })
  const mayWrite = useCan('community.write')
  const [open, setOpen] = useState<Script | 'new' | null>(null)
  const turn = useWrite({
    send: (script: Script) => api.put<Script>(`/guide-scripts/${script.id}`, { ...bodyOfScript(script), isActive: !script.isActive, version: script.version }),
    done: (script) => (script.isActive ? '已启用' : '已停用，导购不会再看到'),
    stale: ['guide-scripts'],
    onProblem: () => (void scripts.refetch(), false),
  })
  if (scripts.isError && !scripts.data) return <Failed error={scripts.error} again={() => void scripts.refetch()} />
  if (!scripts.data) return <PageSkeleton />
  const make = (
    <Can permission="community.write">
      <Button type="primary" onClick={() => setOpen('new')}>新建话术</Button>
    </Can>
  )
  return (
    <>
      <PageHead title="话术" note="导购在聊天旁边看到最合适的三条，改好后一键发给客户。" actions={make} />
      <Panel flush>
        <ListTable<Script>
          name="话术"
          rowKey={(script) => script.id}
          rows={scripts.data.items}
          width={900}
          empty={<Empty title="还没有话术" hint="先写一条购物车提醒，导购就有话可说。" action={make} />}
          columns={[
            {
              title: '名称',
              part: 'head',
              width: 160,
              render: (script) => (mayWrite ? <Button type="link" className="cell-link" onClick={() => setOpen(script)}>{script.rules.name}</Button> : script.rules.name),
            },
            { title: '什么时候推荐', width: 200, render: (script) => conditionText(script.rules.condition) },
            { title: '内容', render: (script) => <span className="script-text">{script.rules.text}</span> },
            { title: '卡片', width: 110, render: (script) => CARD_TEXT[script.rules.card] },
            { title: '优先级', width: 80, align: 'right', render: (script) => script.rules.priority },
            {
              title: '启用',
              width: 80,
              render: (script) => <Switch aria-label={`启用 ${script.rules.name}`} checked={script.isActive} disabled={!mayWrite || turn.isPending} onChange={() => turn.mutate(script)} />,
            },
          ]}
        />
      </Panel>
      {open && <ScriptDialog key={open === 'new' ? 'new' : open.id} script={open === 'new' ? null : open} close={() => setOpen(null)} />}
    </>
  )
}
