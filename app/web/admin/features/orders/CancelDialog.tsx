import { Form, Input, Modal } from 'antd'
import type { AdminOrder } from '../../../shared/api/shapes'
import { api } from '../../shared/session'
import { orderNumber } from '../../shared/ui/bits'
import { useWrite } from '../../shared/write'
import { cancelEffects } from './words'

/** Asks for a reason and says first what the cancellation will do. */
export function CancelDialog({ order, close }: { order: AdminOrder; close: () => void }) {
  const [form] = Form.useForm<{ reason: string }>()
  const cancel = useWrite({
    send: ({ reason }: { reason: string }) => api.post<AdminOrder>(`/orders/${order.id}/cancel`, { reason: reason.trim() }),
    done: '订单已取消',
    stale: ['order', 'orders', 'attention', 'fulfilments'],
    after: close,
  })
  return (
    <Modal
      open
      title={`取消订单 ${orderNumber(order.number)}`}
      okText="确认取消订单"
      okButtonProps={{ danger: true }}
      cancelText="先不取消"
      confirmLoading={cancel.isPending}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <p>取消后会发生：</p>
      <ul className="effects">
        {cancelEffects(order).map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => cancel.mutate(values)}>
        <Form.Item name="reason" label="取消原因，会写进订单经过" rules={[{ required: true, whitespace: true, message: '请写明原因' }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
