import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import type { JoinCode } from '../../../shared/api/shapes-community'
import { Can, useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { ListTable } from '../../shared/table/ListTable'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { QrPicture, StateCell, useStopping } from './codes'
import './community.css'
import { useWecomState } from './data'
import { JoinCodeDialog } from './JoinCodeDialog'
import { NoWecom } from './NotSetUp'

const TITLE = '入群活码'
const MOVING_MS = 2_000
const IDLE_MS = 30_000
const TEXT: Record<JoinCode['state'], string> = { making: '生成中', starting: '生成中', active: '使用中', unknown: '结果未知', stopping: '停用中', stopped: '已停用', failed: '没有生成' }
const TONE: Record<JoinCode['state'], string> = { making: 'pending', starting: 'pending', active: 'active', unknown: 'problem', stopping: 'pending', stopped: 'cancelled', failed: 'problem' }
const MOVING: readonly JoinCode['state'][] = ['making', 'starting', 'stopping']

/** Codes to groups: which groups they lead to, how full these are, and what waits in reserve. */
export function JoinCodeList() {
  const codes = useQuery({
    queryKey: ['join-codes'],
    queryFn: async ({ signal }) => (await api.get<{ items: JoinCode[] }>('/join-codes', {}, signal)).items,
    refetchInterval: (query) => (query.state.data?.some((code) => MOVING.includes(code.state)) ? MOVING_MS : IDLE_MS),
  })
  const state = useWecomState(false)
  const mayWrite = useCan('community.write')
  const [editing, setEditing] = useState<{ code: JoinCode | null } | null>(null)
  const { askStop, isStopping } = useStopping({ place: '/join-codes', root: 'join-codes', consequence: '停用后，扫这个码的人进不了群；已经印出去的码不能再用，也不能恢复。', refetch: codes.refetch })
  if (state.data?.isOn === false) return <NoWecom title={TITLE} />
  if (codes.isError && !codes.data) return <Failed error={codes.error} again={() => void codes.refetch()} />
  if (!codes.data) return <PageSkeleton />
  const make = (
    <Can permission="community.write">
      <Button type="primary" onClick={() => setEditing({ code: null })}>
        新建入群活码
      </Button>
    </Can>
  )
  return (
    <>
      <PageHead title={TITLE} note="一个码对应多个群，前面的群满了自动换下一个。" actions={make} />
      <Panel flush>
        <ListTable<JoinCode>
          name={TITLE}
          rowKey={(code) => code.id}
          rows={codes.data}
          width={1000}
          empty={<Empty title="还没有入群活码" hint="选几个群建一个码，群满了不用换海报。" action={make} />}
          columns={[
            { title: '二维码', width: 96, part: 'head', render: (code) => <QrPicture code={code.state === 'stopped' ? { ...code, qrUrl: null } : code} /> },
            {
              title: '名称',
              width: 170,
              part: 'head',
              render: (code) => (
                <span className="contact-words">
                  <b>{code.rules.name}</b>
                  <small>带来 {code.joined} 位在群成员</small>
                </span>
              ),
            },
            { title: '状态', width: 220, render: (code) => <StateCell state={TONE[code.state]} text={TEXT[code.state]}>{code.problem}</StateCell> },
            { title: '群', width: 300, render: (code) => <Chats code={code} /> },
            { title: '备用', width: 110, render: (code) => (code.rules.makesRooms ? `${code.reserve} 个，可自动建群` : `${code.reserve} 个`) },
            {
              title: '',
              width: 150,
              part: 'foot',
              render: (code) =>
                mayWrite &&
                !['stopping', 'stopped', 'starting'].includes(code.state) && (
                  <span className="contact-chips">
                    <Button size="small" onClick={() => setEditing({ code })}>
                      {code.state === 'unknown' || code.state === 'failed' ? '重新生成' : '修改'}
                    </Button>
                    <Button size="small" danger disabled={isStopping} onClick={() => askStop(code)}>
                      停用
                    </Button>
                  </span>
                ),
            },
          ]}
        />
      </Panel>
      {editing && <JoinCodeDialog code={editing.code} close={() => setEditing(null)} />}
    </>
  )
}

function Chats({ code }: { code: JoinCode }) {
  return (
    <span className="contact-words">
      {code.chats.map((chat) => (
        <small key={chat.chatId}>
          {chat.name || '未命名的群'}：{chat.isGone ? '已解散' : `${chat.members}/${code.rules.limit}${chat.isFull ? '，已满' : chat.isTold ? '，接收中' : '，备用'}`}
        </small>
      ))}
    </span>
  )
}
