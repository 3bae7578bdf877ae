import { useQuery } from '@tanstack/react-query'
import { Button, Spin, Steps } from 'antd'
import { useState, useSyncExternalStore } from 'react'
import { Navigate, useNavigate } from 'react-router'
import type { Operator } from '../../../shared/api/shapes-office'
import { usePageTitle } from '../../shared/hooks'
import { api, session } from '../../shared/session'
import { Failed } from '../../shared/ui/page'
import './entry.css'
import { EntryFrame } from './EntryFrame'
import { PasswordForm } from './PasswordForm'
import { TotpSetup } from './TotpSetup'

/** What a new operator does once: an own password, then the second factor. */
export function FirstSteps() {
  usePageTitle('开始使用')
  const navigate = useNavigate()
  const token = useSyncExternalStore(session.subscribe, session.token)
  const [changed, setChanged] = useState(false)
  const me = useQuery({ queryKey: ['session', token], queryFn: () => api.get<Operator>('/session'), enabled: token !== null })
  if (token === null) return <Navigate to="/login" replace />
  if (me.isError) return <Failed error={me.error} again={() => void me.refetch()} />
  if (!me.data) return <Spin size="large" />
  const step = me.data.mustChangePassword && !changed ? 0 : 1
  const finish = (): void => void navigate('/', { replace: true })
  if (step === 1 && me.data.totpEnabled) return <Navigate to="/" replace />
  return (
    <EntryFrame
      title={step === 0 ? `${me.data.name}，先换个自己的密码` : '再加一道动态口令'}
      note={step === 0 ? '临时密码只用这一次。' : '密码泄露时，别人仍然进不来。用手机上的验证器应用扫码。'}
    >
      <Steps size="small" current={step} items={[{ title: '换密码' }, { title: '动态口令' }]} />
      {step === 0 ? (
        <PasswordForm done={() => setChanged(true)} />
      ) : (
        <>
          <TotpSetup done={finish} />
          <Button type="link" onClick={finish}>
            以后再说
          </Button>
        </>
      )}
    </EntryFrame>
  )
}
