import { App, Button, Checkbox, Input, Modal, Tooltip } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { PermissionShown, Role } from '../../../shared/api/shapes-office'
import { api } from '../../shared/session'
import { Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './governance.css'

/** The matrix of roles and permissions. Built-in roles are shown and cannot be changed. */
export function RolePage() {
  const { modal } = App.useApp()
  const [naming, setNaming] = useState<Role | 'new' | null>(null)
  const roles = useQuery({ queryKey: ['roles'], queryFn: ({ signal }) => api.get<{ items: Role[] }>('/roles', {}, signal) })
  const permissions = useQuery({ queryKey: ['permissions'], queryFn: ({ signal }) => api.get<{ items: PermissionShown[] }>('/permissions', {}, signal), staleTime: Infinity })
  const put = useWrite({
    send: (role: Pick<Role, 'id' | 'name' | 'permissions'>) => api.put(`/roles/${role.id}`, { name: role.name, permissions: role.permissions }),
    done: '已保存，对在线的人立刻生效',
    stale: ['roles', 'session'],
  })
  const remove = useWrite({ send: (role: Role) => api.remove(`/roles/${role.id}`), done: '角色已删除', stale: ['roles'] })
  const failed = roles.isError ? roles : permissions.isError ? permissions : null
  if (failed) return <Failed error={failed.error} again={() => void failed.refetch()} />
  if (!roles.data || !permissions.data) return <PageSkeleton />
  const items = roles.data.items
  const groups = [...new Set(permissions.data.items.map((item) => item.group))]
  const toggle = (role: Role, permission: PermissionShown, on: boolean): void => {
    const change = (): unknown =>
      put.mutateAsync({ ...role, permissions: on ? [...role.permissions, permission.code] : role.permissions.filter((code) => code !== permission.code) })
    if (on && permission.sensitive)
      modal.confirm({
        title: `给“${role.name}”加上“${permission.name}”`,
        content: `这是敏感权限，这个角色的 ${role.operatorCount} 个人会立刻拥有，使用时都会记入审计。`,
        okText: '加上',
        onOk: change,
      })
    else change()
  }
  return (
    <>
      <PageHead
        title="角色权限"
        note="勾选立刻生效。带 ● 的是敏感权限。"
        actions={
          <Button type="primary" onClick={() => setNaming('new')}>
            新建角色
          </Button>
        }
      />
      <Panel flush>
        <div className="table-scroll">
          <table className="grid-table matrix">
            <thead>
              <tr>
                <th>权限</th>
                {items.map((role) => (
                  <th key={role.id}>
                    <span className="matrix-role">
                      {role.name}
                      <small>{role.operatorCount} 人</small>
                      {role.builtIn ? (
                        <small>内置</small>
                      ) : (
                        <span>
                          <Button type="link" size="small" onClick={() => setNaming(role)}>
                            改名
                          </Button>
                          <Tooltip title={role.operatorCount ? '还有人在用' : ''}>
                            <Button
                              type="link"
                              size="small"
                              disabled={role.operatorCount > 0}
                              onClick={() => modal.confirm({ title: `删除角色“${role.name}”`, content: '没有人在用它。', okText: '删除', okButtonProps: { danger: true }, onOk: () => remove.mutateAsync(role) })}
                            >
                              删除
                            </Button>
                          </Tooltip>
                        </span>
                      )}
                    </span>
                  </th>
                ))}
              </tr>
            </thead>
            {groups.map((group) => (
              <tbody key={group}>
                <tr className="matrix-group">
                  <th colSpan={items.length + 1} scope="rowgroup">
                    {group}
                  </th>
                </tr>
                {permissions.data.items
                  .filter((permission) => permission.group === group)
                  .map((permission) => (
                    <tr key={permission.code}>
                      <th scope="row" title={permission.code}>
                        {permission.name} {permission.sensitive && <span className="sensitive" title="敏感权限">●</span>}
                      </th>
                      {items.map((role) => (
                        <td key={role.id}>
                          <Checkbox
                            aria-label={`${role.name}：${permission.name}`}
                            checked={role.permissions.includes(permission.code)}
                            disabled={role.builtIn || put.isPending}
                            onChange={(event) => toggle(role, permission, event.target.checked)}
                          />
                        </td>
                      ))}
                    </tr>
                  ))}
              </tbody>
            ))}
          </table>
        </div>
      </Panel>
      {naming && <NameDialog role={naming === 'new' ? null : naming} close={() => setNaming(null)} />}
    </>
  )
}

function NameDialog({ role, close }: { role: Role | null; close: () => void }) {
  const [name, setName] = useState(role?.name ?? '')
  const save = useWrite({
    send: () => (role ? api.put(`/roles/${role.id}`, { name: name.trim(), permissions: role.permissions }) : api.post('/roles', { name: name.trim(), permissions: [] })),
    done: '已保存',
    stale: ['roles', 'operators'],
    after: close,
  })
  return (
    <Modal open title={role ? '改名' : '新建角色'} okText="保存" okButtonProps={{ disabled: !name.trim() }} confirmLoading={save.isPending} onCancel={close} onOk={() => save.mutate(undefined)}>
      <Input autoFocus aria-label="角色名" maxLength={20} placeholder="例如：仓库发货" value={name} onChange={(event) => setName(event.target.value)} onPressEnter={() => name.trim() && save.mutate(undefined)} />
    </Modal>
  )
}
