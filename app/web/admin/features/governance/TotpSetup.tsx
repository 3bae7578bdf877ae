import { useQuery } from '@tanstack/react-query'
import { Alert, Input, Skeleton } from 'antd'
import { useState } from 'react'
import { renderSVG } from 'uqr'
import type { Operator } from '../../../shared/api/shapes-office'
import { api } from '../../shared/session'
import { Failed } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'

interface Setup {
  secret: string
  otpauthUri: string
}

/** Adds the second factor: a QR code drawn here (the secret leaves to nobody), then the first six digits as proof. */
export function TotpSetup({ done }: { done: () => void }) {
  const [code, setCode] = useState('')
  const [refusal, setRefusal] = useState<string | null>(null)
  const setup = useQuery({
    queryKey: ['totp-setup'],
    queryFn: () => api.post<Setup>('/me/totp/setup'),
    staleTime: Infinity,
    gcTime: 0,
    refetchOnWindowFocus: false,
  })
  const confirm = useWrite({
    send: (totp: string) => api.post<Operator>('/me/totp/confirm', { code: totp }),
    done: '动态口令已启用，下次登录会用到',
    stale: ['session'],
    after: done,
    onProblem: (problem) => {
      setCode('')
      setRefusal(problem.detail)
      return true
    },
  })
  if (setup.isError) return <Failed error={setup.error} again={() => void setup.refetch()} />
  if (!setup.data) return <Skeleton active />
  return (
    <div className="totp-step">
      <div className="qr-box">
        <span
          role="img"
          aria-label="动态口令的二维码"
          // Markup made here from a string that is drawn as squares only.
          dangerouslySetInnerHTML={{ __html: renderSVG(setup.data.otpauthUri, { border: 0 }) }}
        />
        <div>
          扫不了码，就手动输入：
          <code>{setup.data.secret.replace(/(.{4})/g, '$1 ').trim()}</code>
        </div>
      </div>
      {refusal && <Alert type="error" showIcon title={refusal} />}
      <label>
        <span>验证器显示的 6 位数字</span>
        <br />
        <Input.OTP
          length={6}
          value={code}
          formatter={(text) => text.replace(/\D/g, '')}
          disabled={confirm.isPending}
          onChange={(full) => {
            setCode(full)
            setRefusal(null)
            confirm.mutate(full)
          }}
        />
      </label>
    </div>
  )
}
