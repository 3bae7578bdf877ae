import { Button, Form, Input } from 'antd'
import type { Problem } from '../../../shared/api/problem'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'

export const PASSWORD_LENGTH_MIN = 10

interface Passwords {
  current: string
  next: string
  again: string
}

/** Changes one's own password; a refusal lands at the field that caused it. */
export function PasswordForm({ done }: { done: () => void }) {
  const [form] = Form.useForm<Passwords>()
  const atField = (problem: Problem): boolean => {
    const name = problem.code === 'governance.wrong_password' ? 'current' : problem.field === 'current' || problem.field === 'next' ? problem.field : null
    if (name) form.setFields([{ name, errors: [problem.detail] }])
    return name !== null
  }
  const change = useWrite({
    send: ({ current, next }: Passwords) => api.post('/me/password', { current, next }),
    done: '密码已更换，其他设备需要重新登录',
    stale: ['session', 'sessions'],
    after: () => {
      form.resetFields()
      done()
    },
    onProblem: atField,
  })
  return (
    <Form<Passwords> form={form} layout="vertical" requiredMark={false} onFinish={(input) => change.mutate(input)}>
      <Form.Item name="current" label="现在的密码" rules={[{ required: true, message: '请填写现在的密码' }]}>
        <Input.Password autoComplete="current-password" />
      </Form.Item>
      <Form.Item
        name="next"
        label="新密码"
        extra={`至少 ${PASSWORD_LENGTH_MIN} 位，同时有字母和数字，不含用户名。`}
        rules={[
          { required: true, message: '请填写新密码' },
          { min: PASSWORD_LENGTH_MIN, message: `至少 ${PASSWORD_LENGTH_MIN} 位` },
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="again"
        label="再输入一次"
        dependencies={['next']}
        rules={[
          { required: true, message: '请再输入一次' },
          ({ getFieldValue }) => ({
            validator: (_, value) => (!value || value === getFieldValue('next') ? Promise.resolve() : Promise.reject(new Error('两次输入不一样'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Button type="primary" htmlType="submit" loading={change.isPending}>
        更换密码
      </Button>
    </Form>
  )
}
