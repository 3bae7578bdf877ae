import { Checkbox, Form, Input, Modal } from 'antd'
import type { AdminOrder } from '../../../shared/api/shapes'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'
import { cityOf, provinceOf } from './words'

interface NewReceiver {
  name: string
  phone: string
  province: string
  city: string
  district: string
  detail: string
  reason: string
  confirmedWithBuyer: boolean
}

/**
 * A new receiver for an order of which nothing has been sent. The old one stays masked: who needs to read it asks for
 * it by itself. The province cannot change, because freight and warehouse were chosen for it.
 */
export function AddressDialog({ order, changed, close }: { order: AdminOrder; changed: () => void; close: () => void }) {
  const [form] = Form.useForm<NewReceiver>()
  const region = order.address?.region ?? ''
  const readdress = useWrite({
    send: (given: NewReceiver) => api.put<AdminOrder>(`/orders/${order.id}/address`, { ...given, district: given.district ?? '', reason: given.reason.trim() }),
    done: '收货地址已修改',
    stale: ['order', 'orders', 'fulfilments'],
    after: () => {
      changed()
      close()
    },
    onProblem: (problem) => {
      if (!problem.field) return false
      form.setFields([{ name: problem.field as keyof NewReceiver, errors: [problem.detail] }])
      return true
    },
  })
  const filled = (message: string) => [{ required: true, whitespace: true, message }]
  return (
    <Modal open title={`修改收货地址 ${order.number.slice(-4)}`} okText="确认修改" confirmLoading={readdress.isPending} onCancel={close} onOk={() => form.submit()}>
      <p className="muted">
        现在寄给：{order.address?.name} {order.address?.phoneMasked}，{region} {order.address?.detail}
        <br />
        您的姓名、时间、原因和改前改后（隐去部分）的收件人会记入审计，买家会看到地址被商家改过。
      </p>
      <Form
        form={form}
        layout="vertical"
        requiredMark={false}
        initialValues={{ province: provinceOf(region), city: cityOf(region), district: '' }}
        onFinish={(given) => readdress.mutate(given)}
      >
        <div className="address-row">
          <Form.Item name="name" label="收件人" rules={filled('请填写收件人')}>
            <Input maxLength={32} autoComplete="off" />
          </Form.Item>
          <Form.Item name="phone" label="电话" rules={filled('请填写电话')}>
            <Input maxLength={20} inputMode="tel" autoComplete="off" />
          </Form.Item>
        </div>
        <div className="address-row">
          <Form.Item name="province" label="省份" tooltip="跨省会影响运费和发货仓库：请取消订单，让买家重新下单。">
            <Input disabled />
          </Form.Item>
          <Form.Item name="city" label="城市" rules={filled('请填写城市')}>
            <Input maxLength={32} />
          </Form.Item>
          <Form.Item name="district" label="区县">
            <Input maxLength={32} />
          </Form.Item>
        </div>
        <Form.Item name="detail" label="详细地址" rules={filled('请填写详细地址')}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={120} />
        </Form.Item>
        <Form.Item name="reason" label="修改原因" rules={filled('请写明原因')}>
          <Input maxLength={200} placeholder="例如：买家来电，搬家了" />
        </Form.Item>
        <Form.Item
          name="confirmedWithBuyer"
          valuePropName="checked"
          rules={[{ validator: (_, checked: boolean) => (checked ? Promise.resolve() : Promise.reject(new Error('请先与买家核对'))) }]}
        >
          <Checkbox>已与买家核对过新地址</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  )
}
