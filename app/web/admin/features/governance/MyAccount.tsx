import { useQuery } from '@tanstack/react-query'
import { Button, Modal, Popconfirm, Skeleton } from 'antd'
import { useState } from 'react'
import type { SessionShown } from '../../../shared/api/shapes-office'
import { useOperator } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag, When } from '../../shared/ui/bits'
import { Facts, Failed, PageHead, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './entry.css'
import './governance.css'
import { deviceName } from './device'
import { PasswordForm } from './PasswordForm'
import { TotpSetup } from './TotpSetup'

/** One's own account: password, second factor, and where one is signed in. */
export function MyAccount() {
  const operator = useOperator()
  const [totp, setTotp] = useState(false)
  return (
    <>
      <PageHead title="我的账号" />
      <div className="account-grid">
        <div>
          <Panel title={operator.name}>
            <Facts
              items={[
                ['用户名', operator.username],
                ['角色', operator.roles.map((role) => role.name).join('、') || '没有角色'],
                ['动态口令', operator.totpEnabled ? <StateTag key="on" state="done" text="已启用" /> : <StateTag key="off" state="wait" text="未启用" />],
              ]}
            />
            {!operator.totpEnabled && (
              <Button className="account-action" onClick={() => setTotp(true)}>
                启用动态口令
              </Button>
            )}
          </Panel>
          <Sessions />
        </div>
        <Panel title="更换密码">
          <PasswordForm done={() => undefined} />
        </Panel>
      </div>
      <Modal open={totp} title="启用动态口令" footer={null} onCancel={() => setTotp(false)} destroyOnHidden>
        <TotpSetup done={() => setTotp(false)} />
      </Modal>
    </>
  )
}

function Sessions() {
  const sessions = useQuery({ queryKey: ['sessions'], queryFn: ({ signal }) => api.get<{ items: SessionShown[] }>('/me/sessions', {}, signal) })
  const end = useWrite({ send: (id: string) => api.remove(`/me/sessions/${id}`), done: '那台设备已退出', stale: ['sessions'] })
  return (
    <Panel title="登录设备">
      {sessions.isError && <Failed error={sessions.error} again={() => void sessions.refetch()} />}
      {sessions.isPending && <Skeleton active />}
      <ul className="session-list">
        {sessions.data?.items.map((item) => (
          <li key={item.id}>
            <span className="two-lines">
              <span>
                {deviceName(item.userAgent)} {item.current && <StateTag state="done" text="这台" />}
              </span>
              <small>
                {item.ip} · 最近使用 <When at={item.lastSeenAt} /> · 登录 <When at={item.createdAt} />
              </small>
            </span>
            {!item.current && (
              <Popconfirm title="让那台设备退出登录" okText="退出它" onConfirm={() => end.mutateAsync(item.id)}>
                <Button size="small">退出</Button>
              </Popconfirm>
            )}
          </li>
        ))}
      </ul>
    </Panel>
  )
}
