import { Form, Input, Modal } from 'antd'

interface Props { title: string; effects: readonly string[]; label: string; okText: string; pending: boolean; isOptional?: boolean; danger?: boolean; close: () => void; done: (words: string) => void }

/** Says what will happen, and asks for words that are kept with it. */
export function ReasonDialog({ title, effects, label, okText, pending, isOptional = false, danger = true, close, done }: Props) {
  const [form] = Form.useForm<{ words?: string }>()
  return (
    <Modal open title={title} okText={okText} okButtonProps={{ danger }} cancelText="先不" confirmLoading={pending} onCancel={close} onOk={() => form.submit()}>
      <ul style={{ margin: '8px 0 12px', paddingLeft: 20 }}>
        {effects.map((effect) => <li key={effect}>{effect}</li>)}
      </ul>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={({ words }) => done((words ?? '').trim())}>
        <Form.Item name="words" label={label} rules={isOptional ? [] : [{ required: true, whitespace: true, message: '请写明原因' }]}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
