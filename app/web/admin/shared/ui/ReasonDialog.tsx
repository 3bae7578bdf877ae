import { Form, Input, Modal } from 'antd'

interface Props {
  title: string
  effects: readonly string[]
  /** Null: nothing is written down, it is only asked once more. */
  label: string | null
  okText: string
  pending: boolean
  close: () => void
  done: (reason: string) => void
}

/** Asks for a reason and says first what will happen. Works on a phone. */
export function ReasonDialog({ title, effects, label, okText, pending, close, done }: Props) {
  const [form] = Form.useForm<{ reason?: string }>()
  return (
    <Modal open title={title} okText={okText} okButtonProps={{ danger: true }} cancelText="先不" confirmLoading={pending} onCancel={close} onOk={() => form.submit()}>
      <p>会发生：</p>
      <ul className="effects">
        {effects.map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={({ reason }) => done((reason ?? '').trim())}>
        {label !== null && (
          <Form.Item name="reason" label={label} rules={[{ required: true, whitespace: true, message: '请写明原因' }]}>
            <Input.TextArea autoSize={{ minRows: 2 }} maxLength={200} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
