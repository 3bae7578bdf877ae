import { useQuery } from '@tanstack/react-query'
import { Form, Input, InputNumber, Modal, Segmented } from 'antd'
import { useState } from 'react'
import type { MemberRow } from '../../../../shared/api/shapes-office'
import type { AdjustmentRow, RuleView } from '../../../../shared/api/shapes-points'
import { api } from '../../../shared/session'
import { useWrite } from '../../../shared/write'
import { ADJUSTMENTS_STALE } from './AdjustmentList'
import { adjustmentNote, signedText } from './words'

type Way = 'give' | 'take'

interface Values {
  points: number
  reason: string
}

const POINTS_MAX = 10_000_000

/** Gives points or takes some; says first what follows, and whether a second person must agree. */
export function AdjustDialog({ member, available, close }: { member: Pick<MemberRow, 'id' | 'nickname'>; available: number; close: () => void }) {
  const [form] = Form.useForm<Values>()
  const [way, setWay] = useState<Way>('give')
  const rule = useQuery({ queryKey: ['points-limit'], queryFn: () => api.get<RuleView>('/points/rule'), staleTime: 30_000 })
  const typed = Form.useWatch('points', form) ?? 0
  const points = way === 'give' ? typed : -typed
  const note = rule.data ? adjustmentNote(points, available, rule.data.rule.approvalAbove) : null
  const save = useWrite({
    send: (values: Values) => api.post<AdjustmentRow>(`/members/${member.id}/points/adjustments`, { points: way === 'give' ? values.points : -values.points, reason: values.reason.trim() }),
    done: (row) => (row.state === 'done' ? `已调整 ${signedText(row.points)} 积分` : '已提交，等另一位同事复核后生效'),
    stale: ADJUSTMENTS_STALE,
    after: close,
    onProblem: (problem) => {
      if (problem.code !== 'members.points_short' && problem.field === null) return false
      form.setFields([{ name: problem.field === 'reason' ? 'reason' : 'points', errors: [problem.detail] }])
      return true
    },
  })
  const isWaiting = rule.data !== undefined && Math.abs(points) > rule.data.rule.approvalAbove
  return (
    <Modal open title={`调整${member.nickname}的积分`} okText={isWaiting ? '提交复核' : '马上调整'} cancelText="先不" confirmLoading={save.isPending} onCancel={close} onOk={() => form.submit()}>
      <Segmented<Way>
        block
        className="points-way"
        value={way}
        onChange={setWay}
        options={[
          { value: 'give', label: '增加' },
          { value: 'take', label: '扣减' },
        ]}
      />
      <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(values) => save.mutate(values)}>
        <Form.Item
          name="points"
          label={way === 'give' ? '增加多少积分' : '扣减多少积分'}
          extra={note && <span className={note.tone === 'warn' ? 'points-warn' : ''}>{note.text}</span>}
          rules={[{ required: true, message: '请填写积分' }, ...(way === 'take' ? [{ type: 'number' as const, max: available, message: `最多扣 ${available}，会员只有这么多可用积分` }] : [])]}
        >
          <InputNumber min={1} max={POINTS_MAX} precision={0} style={{ width: 180 }} />
        </Form.Item>
        <Form.Item name="reason" label="原因，会员在明细里看得到" rules={[{ required: true, whitespace: true, message: '请写明原因' }]}>
          <Input maxLength={100} placeholder="例如：7 月活动补发" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
