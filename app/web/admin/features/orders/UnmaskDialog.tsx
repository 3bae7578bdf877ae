import { Form, Input, Modal, Radio } from 'antd'
import type { Id } from '../../../shared/api/shapes'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'

export interface Unmasked {
  number: string
  name: string
  phone: string
  address: string
}

const REASONS = ['联系买家核对地址', '处理快递异常', '处理售后', '配合投诉处理', '其他'] as const

/** Shows personal data for a stated reason. What was seen is held by the page alone, never in a cache. */
export function UnmaskDialog({ orderId, shown, close }: { orderId: Id; shown: (plain: Unmasked) => void; close: () => void }) {
  const [form] = Form.useForm<{ reason: (typeof REASONS)[number]; other?: string }>()
  const chosen = Form.useWatch('reason', form)
  const unmask = useWrite({
    send: (reason: string) => api.post<Unmasked>(`/orders/${orderId}/unmask`, { reason }),
    after: (plain) => {
      shown(plain)
      close()
    },
  })
  return (
    <Modal open title="查看完整的单号和收件信息" okText="查看" confirmLoading={unmask.isPending} onCancel={close} onOk={() => form.submit()}>
      <p className="muted">您的姓名、时间、理由会记入审计，只用于这一单。</p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        onFinish={({ reason, other }) => unmask.mutate(reason === '其他' ? (other ?? '').trim() : reason)}
      >
        <Form.Item name="reason" label="理由" rules={[{ required: true, message: '请选择理由' }]}>
          <Radio.Group className="reason-list" options={REASONS.map((reason) => ({ value: reason, label: reason }))} />
        </Form.Item>
        {chosen === '其他' && (
          <Form.Item name="other" rules={[{ required: true, whitespace: true, min: 4, message: '请写明理由，至少 4 个字' }]}>
            <Input maxLength={100} placeholder="写明为什么需要看" />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
