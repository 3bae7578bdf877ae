import { App, Button, Form, Input, Modal, Select, Switch, Typography } from 'antd'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { OperatorRow, Role } from '../../../shared/api/shapes-office'
import { useOperator } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag, When } from '../../shared/ui/bits'
import { Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './governance.css'

interface Secret {
  name: string
  temporaryPassword: string
}

/** Operators: who may enter, with which roles. */
export function OperatorPage() {
  const me = useOperator()
  const { modal } = App.useApp()
  const [editing, setEditing] = useState<OperatorRow | 'new' | null>(null)
  const [secret, setSecret] = useState<Secret | null>(null)
  const operators = useQuery({ queryKey: ['operators'], queryFn: ({ signal }) => api.get<{ items: OperatorRow[] }>('/operators', {}, signal) })
  const reset = useWrite({
    send: (row: OperatorRow) => api.post<{ temporaryPassword: string }>(`/operators/${row.id}/reset`),
    stale: ['operators'],
    after: ({ temporaryPassword }, row) => setSecret({ name: row.name, temporaryPassword }),
  })
  if (operators.isError) return <Failed error={operators.error} again={() => void operators.refetch()} />
  if (!operators.data) return <PageSkeleton />
  return (
    <>
      <PageHead
        title="操作员"
        actions={
          <Button type="primary" onClick={() => setEditing('new')}>
            添加操作员
          </Button>
        }
      />
      <Panel flush>
        <div className="table-scroll">
          <table className="grid-table">
            <thead>
              <tr>
                <th>姓名</th>
                <th>用户名</th>
                <th>角色</th>
                <th>动态口令</th>
                <th>状态</th>
                <th>上次登录</th>
                <th>操作</th>
              </tr>
            </thead>
            <tbody>
              {operators.data.items.map((row) => (
                <tr key={row.id}>
                  <th scope="row">
                    {row.name}
                    {row.id === me.id && <small className="muted"> （我）</small>}
                  </th>
                  <td className="mono">{row.username}</td>
                  <td>{row.roles.map((role) => role.name).join('、') || '没有角色'}</td>
                  <td>{row.totpEnabled ? '已启用' : <span className="muted">未启用</span>}</td>
                  <td>
                    <StateTag state={row.status} text={row.status === 'active' ? '正常' : '已停用'} />
                  </td>
                  <td>
                    <When at={row.lastLoginAt} />
                  </td>
                  <td className="nowrap">
                    <Button type="link" size="small" onClick={() => setEditing(row)}>
                      编辑
                    </Button>
                    <Button
                      type="link"
                      size="small"
                      onClick={() =>
                        modal.confirm({
                          title: `重置${row.name}的密码`,
                          content: '会给出一个临时密码，动态口令一并清除，已登录的设备全部退出。',
                          okText: '重置',
                          onOk: () => reset.mutateAsync(row),
                        })
                      }
                    >
                      重置密码
                    </Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
      {editing && <OperatorDialog row={editing === 'new' ? null : editing} close={() => setEditing(null)} created={setSecret} />}
      <Modal open={secret !== null} title={`${secret?.name ?? ''}的临时密码`} footer={<Button type="primary" onClick={() => setSecret(null)}>已经记下</Button>} closable={false}>
        <p>只显示这一次。请当面或用安全的方式交给本人，首次登录要换成自己的。</p>
        <Typography.Paragraph copyable className="secret">
          {secret?.temporaryPassword ?? ''}
        </Typography.Paragraph>
      </Modal>
    </>
  )
}

interface Values {
  username: string
  name: string
  roleIds: string[]
  active: boolean
}

function OperatorDialog({ row, close, created }: { row: OperatorRow | null; close: () => void; created: (secret: Secret) => void }) {
  const [form] = Form.useForm<Values>()
  const roles = useQuery({ queryKey: ['roles'], queryFn: ({ signal }) => api.get<{ items: Role[] }>('/roles', {}, signal) })
  const save = useWrite({
    send: async ({ username, name, roleIds, active }: Values): Promise<string | null> => {
      if (row) {
        await api.put(`/operators/${row.id}`, { name, roleIds, status: active ? 'active' : 'disabled' })
        return null
      }
      return (await api.post<{ temporaryPassword: string }>('/operators', { username, name, roleIds })).temporaryPassword
    },
    done: '已保存',
    stale: ['operators', 'roles', 'session'],
    after: (temporaryPassword, { name }) => {
      close()
      if (temporaryPassword) created({ name, temporaryPassword })
    },
    onProblem: (problem) => {
      if (problem.field !== 'username' && problem.field !== 'name' && problem.field !== 'roleIds') return false
      form.setFields([{ name: problem.field, errors: [problem.detail] }])
      return true
    },
  })
  return (
    <Modal open title={row ? `编辑${row.name}` : '添加操作员'} okText="保存" confirmLoading={save.isPending} onCancel={close} onOk={() => form.submit()}>
      <Form<Values>
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ username: row?.username ?? '', name: row?.name ?? '', roleIds: row?.roles.map((role) => role.id) ?? [], active: row?.status !== 'disabled' }}
        onFinish={(values) => save.mutate(values)}
      >
        {!row && (
          <Form.Item name="username" label="用户名" rules={[{ required: true, pattern: /^[a-z0-9._-]{3,32}$/, message: '3–32 位小写字母、数字、点、横线' }]}>
            <Input autoFocus autoCapitalize="none" />
          </Form.Item>
        )}
        <Form.Item name="name" label="姓名" rules={[{ required: true, whitespace: true, message: '请填写姓名' }]}>
          <Input maxLength={20} />
        </Form.Item>
        <Form.Item name="roleIds" label="角色" extra="权限由角色决定，可以有几个。">
          <Select mode="multiple" loading={roles.isPending} options={(roles.data?.items ?? []).map((role) => ({ value: role.id, label: role.name }))} />
        </Form.Item>
        {row && (
          <Form.Item name="active" label="可以登录" valuePropName="checked" extra="停用后立刻退出全部设备，做过的事仍留在审计里。">
            <Switch />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
