import { useQueryClient, useMutation } from '@tanstack/react-query'
import { Alert, Button, Form, Input } from 'antd'
import { useEffect, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { asProblem, type Problem } from '../../../shared/api/problem'
import type { SessionOpened } from '../../../shared/api/shapes-office'
import { usePageTitle } from '../../shared/hooks'
import { api, session } from '../../shared/session'
import './entry.css'
import { EntryFrame } from './EntryFrame'

interface Credentials {
  username: string
  password: string
}

/** Only places inside the admin are gone back to, never an address that a link brought along. */
function placeAfter(next: string | null): string {
  return next && next.startsWith('/') && !next.startsWith('//') ? next : '/'
}

/** Login in one or two steps: name and password, then the six digits when the account has them. */
export function Login() {
  usePageTitle('登录')
  const navigate = useNavigate()
  const queries = useQueryClient()
  const [params] = useSearchParams()
  const [known, setKnown] = useState<Credentials | null>(null)
  const [refusal, setRefusal] = useState<Problem | null>(null)

  const enter = useMutation({
    mutationFn: (input: Credentials & { totp: string | null }) => api.post<SessionOpened>('/session', input),
    onSuccess: ({ token, operator }) => {
      queries.clear()
      session.open(token)
      void navigate(operator.mustChangePassword ? '/first-steps' : placeAfter(params.get('next')), { replace: true })
    },
    onError: (error, input) => {
      const problem = asProblem(error)
      if (problem.code === 'governance.totp_required') {
        setKnown({ username: input.username, password: input.password })
        setRefusal(input.totp === null ? null : problem)
      } else setRefusal(problem)
    },
  })

  return (
    <EntryFrame title={known ? '输入动态口令' : '登录后台'} note={known ? '打开验证器应用，输入显示的 6 位数字。' : '使用管理员发给您的账号。'}>
      {params.has('next') && !known && !refusal && <Alert type="info" showIcon title="请登录，之后会回到刚才的页面。" />}
      {refusal && <Alert type="error" showIcon title={known && refusal.code === 'governance.bad_credentials' ? '动态口令不正确，请等验证器换一组再输入' : refusal.detail} />}
      {known ? (
        <TotpStep busy={enter.isPending} send={(totp) => enter.mutate({ ...known, totp })} back={() => {
            setKnown(null)
            setRefusal(null)
          }} refused={refusal} />
      ) : (
        <Form<Credentials> layout="vertical" requiredMark={false} onFinish={(input) => enter.mutate({ ...input, totp: null })}>
          <Form.Item name="username" label="用户名" rules={[{ required: true, message: '请填写用户名' }]}>
            <Input size="large" autoComplete="username" autoFocus autoCapitalize="none" />
          </Form.Item>
          <Form.Item name="password" label="密码" rules={[{ required: true, message: '请填写密码' }]}>
            <Input.Password size="large" autoComplete="current-password" />
          </Form.Item>
          <Button type="primary" size="large" htmlType="submit" block loading={enter.isPending}>
            登录
          </Button>
        </Form>
      )}
    </EntryFrame>
  )
}

function TotpStep(props: { busy: boolean; send: (totp: string) => void; back: () => void; refused: Problem | null }) {
  const [code, setCode] = useState('')
  useEffect(() => setCode(''), [props.refused])
  return (
    <div className="totp-step">
      <Input.OTP
        size="large"
        length={6}
        autoFocus
        aria-label="6 位动态口令"
        value={code}
        formatter={(text) => text.replace(/\D/g, '')}
        disabled={props.busy}
        onChange={(full) => {
          setCode(full)
          props.send(full)
        }}
      />
      <Button type="link" className="totp-back" onClick={props.back}>
        换个账号
      </Button>
    </div>
  )
}
