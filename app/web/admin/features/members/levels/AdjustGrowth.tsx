import { Form, Input, InputNumber, Modal, Segmented, Select } from 'antd'
import { useState } from 'react'
import type { LevelRules, MemberStanding } from '../../../../shared/api/shapes-levels'
import { api } from '../../../shared/session'
import { useWrite } from '../../../shared/write'

const GROWTH_MAX = 100_000

interface DialogProps {
  member: MemberStanding
  close: () => void
}

interface GrowthValues {
  value: number
  reason: string
}

/** More or less growth; says what the sum will be. The member reads the reason too. */
export function AdjustGrowth({ member, close }: DialogProps) {
  const [form] = Form.useForm<GrowthValues>()
  const [less, setLess] = useState(false)
  const value = (Form.useWatch('value', form) ?? 0) * (less ? -1 : 1)
  const save = useWrite({
    send: (values: GrowthValues) => api.post<MemberStanding>(`/members/${member.memberId}/growth`, { value: less ? -values.value : values.value, reason: values.reason.trim() }),
    done: (after) => `现在近一年成长值 ${after.growth}，${after.levelName}`,
    stale: ['member-level', 'members', 'growth-entries'],
    after: close,
    onProblem: (problem) => {
      if (problem.field !== 'value' && problem.field !== 'reason') return false
      form.setFields([{ name: problem.field, errors: [problem.detail] }])
      return true
    },
  })
  return (
    <Modal open title="调整成长值" okText="记一笔" confirmLoading={save.isPending} onCancel={close} onOk={() => form.submit()}>
      <Segmented<boolean> block style={{ margin: '8px 0 16px' }} value={less} onChange={setLess} options={[{ value: false, label: '增加' }, { value: true, label: '扣减' }]} />
      <Form<GrowthValues> form={form} layout="vertical" requiredMark={false} onFinish={(values) => save.mutate(values)}>
        <Form.Item
          name="value"
          label="成长值"
          extra={`之后：近一年 ${member.growth + value}。${less ? '扣减不会立即降级，下次年度复核才看。' : '够了就立即升级。'}`}
          rules={[{ required: true, message: '请填写成长值' }, ...(less ? [{ type: 'number' as const, max: member.growth, message: `近一年只有 ${member.growth}` }] : [])]}
        >
          <InputNumber min={1} max={GROWTH_MAX} precision={0} style={{ width: 180 }} />
        </Form.Item>
        <Form.Item name="reason" label="原因，会员也看得到" rules={[{ required: true, whitespace: true, min: 2, message: '请写明原因' }]}>
          <Input maxLength={100} placeholder="例如：线下活动补录" />
        </Form.Item>
      </Form>
    </Modal>
  )
}

interface PlaceValues {
  levelCode: string
  reason: string
}

/** Sets the level until the next review. */
export function PlaceLevel({ member, rules, close }: DialogProps & { rules: LevelRules }) {
  const [form] = Form.useForm<PlaceValues>()
  const save = useWrite({
    send: (values: PlaceValues) => api.post<MemberStanding>(`/members/${member.memberId}/level`, { levelCode: values.levelCode, reason: values.reason.trim() }),
    done: (after) => `已调整为${after.levelName}`,
    stale: ['member-level', 'members'],
    after: close,
    onProblem: (problem) => {
      if (problem.field !== 'levelCode' && problem.field !== 'reason') return false
      form.setFields([{ name: problem.field, errors: [problem.detail] }])
      return true
    },
  })
  const choices = rules.levels.filter((level) => level.code !== member.levelCode).map((level) => ({ value: level.code, label: level.name }))
  return (
    <Modal open title="调整等级" okText="调整" confirmLoading={save.isPending} onCancel={close} onOk={() => form.submit()}>
      <p>现在是{member.levelName}。调整后保留一年，到年度复核为止不随成长值变化；会员价从下一笔订单起按新等级计算。</p>
      <Form<PlaceValues> form={form} layout="vertical" requiredMark={false} onFinish={(values) => save.mutate(values)}>
        <Form.Item name="levelCode" label="新等级" rules={[{ required: true, message: '请选择等级' }]}>
          <Select options={choices} placeholder="选择等级" style={{ width: 220 }} />
        </Form.Item>
        <Form.Item name="reason" label="原因，会记入等级变化" rules={[{ required: true, whitespace: true, min: 2, message: '请写明原因' }]}>
          <Input maxLength={100} placeholder="例如：品牌大使" />
        </Form.Item>
      </Form>
    </Modal>
  )
}
