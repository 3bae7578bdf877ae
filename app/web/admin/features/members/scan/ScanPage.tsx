import { Alert, Button, Form, Input, type InputRef } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'react-router'
import type { Scanned } from '../../../../shared/api/shapes-identity'
import { asProblem, type Problem } from '../../../../shared/api/problem'
import { exactTime } from '../../../../shared/format/time'
import { useOperator } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { Facts, PageHead, Panel } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'
import './scan.css'

const HINTS: Record<string, string> = {
  'members.card_code_expired': '会员码每半分钟换一次，一分钟后失效。',
  'members.card_code_used': '每个码只能用一次，截图或拍照的码扫不了第二次。',
  'members.card_code_unknown': '可能是很久以前的码，或不是本店的会员码。',
  'members.not_a_card_code': '会员码是 88 开头的 18 位数字，付款码请用收银设备扫。',
}

/** Where a scanner types: it ends each code with the return key, and the field is ready for the next one at once. */
export function ScanPage() {
  const field = useRef<InputRef>(null)
  const [code, setCode] = useState('')
  const [problem, setProblem] = useState<Problem | null>(null)
  const [seen, setSeen] = useState<Scanned | null>(null)
  const scan = useWrite<string, Scanned>({
    send: (text) => api.post<Scanned>('/member-cards/scan', { code: text }),
    after: (found) => {
      setSeen(found)
      setProblem(null)
    },
    onProblem: (told) => {
      setSeen(null)
      setProblem(asProblem(told))
      return true
    },
  })
  useEffect(() => field.current?.focus(), [seen, problem])
  const send = () => {
    const text = code.trim()
    if (!text || scan.isPending) return
    setCode('')
    scan.mutate(text)
  }
  return (
    <>
      <PageHead title="扫会员码" note="请顾客打开小程序「我的 · 会员码」，用扫码枪扫，或输入条码下面的数字。每次查看都会记入审计。" />
      <div className="scan">
        <Panel>
          <Form layout="vertical" onFinish={send}>
            <Form.Item label="会员码" htmlFor="card-code">
              <Input
                ref={field}
                id="card-code"
                size="large"
                className="scan-code"
                value={code}
                onChange={(event) => setCode(event.target.value)}
                placeholder="等待扫码"
                inputMode="numeric"
                autoComplete="off"
                maxLength={64}
                onFocus={(event) => event.target.select()}
              />
            </Form.Item>
            <Button type="primary" size="large" htmlType="submit" loading={scan.isPending} disabled={!code.trim()} block>
              查看会员
            </Button>
          </Form>
          {problem && <Alert className="scan-problem" type="warning" showIcon title={problem.detail} description={HINTS[problem.code]} role="alert" />}
        </Panel>
        <Panel title="会员">{seen ? <Found seen={seen} /> : <p className="muted">扫到会员码后，这里显示会员的等级和权益。</p>}</Panel>
      </div>
    </>
  )
}

function Found({ seen }: { seen: Scanned }) {
  const { permissions } = useOperator()
  return (
    <div aria-live="polite">
      <div className="scan-who">
        <span className="scan-name">{seen.nicknameMasked}</span>
        <span className="level-tag">{seen.levelName}</span>
      </div>
      <ul className="scan-benefits">
        {seen.benefits.map((words) => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <Facts
        items={[
          ['手机', seen.phoneMasked ?? '未绑定'],
          seen.points !== null && ['积分', seen.points],
          ['可用优惠券', `${seen.couponCount} 张`],
          ['加入时间', exactTime(seen.joinedAt)],
          ['扫码时间', exactTime(seen.scannedAt)],
        ]}
      />
      {permissions.includes('members.read') && <Link className="scan-link" to={`/members/${seen.memberId}/identities`}>查看会员身份</Link>}
    </div>
  )
}
