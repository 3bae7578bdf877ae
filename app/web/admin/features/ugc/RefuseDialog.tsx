import { Checkbox, Form, Input, Modal, Tag } from 'antd'
import type { Verb } from '../../../shared/api/shapes-ugc'
import { REASONS, VERB_TEXT } from './words'

interface Props {
  verb: Verb
  count: number
  pending: boolean
  close: () => void
  done: (reason: string, isFraud: boolean) => void
}

/** Why something is refused or hidden: its author reads it. */
export function RefuseDialog({ verb, count, pending, close, done }: Props) {
  const [form] = Form.useForm<{ reason: string; isFraud?: boolean }>()
  return (
    <Modal
      open
      title={`${VERB_TEXT[verb]} ${count} 条`}
      okText={VERB_TEXT[verb]}
      okButtonProps={{ danger: true }}
      cancelText="先不"
      confirmLoading={pending}
      onCancel={close}
      onOk={() => form.submit()}
    >
      <p>{verb === 'hide' ? '不再展示，商品的评价数和评分随之变化；' : '不会展示；'}作者会看到下面的原因，10 分钟内可以撤销。</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ reason: '' }} onFinish={({ reason, isFraud }) => done(reason.trim(), isFraud === true)}>
        <div className="ugc-reasons">
          {REASONS.map((reason) => (
            <Tag.CheckableTag key={reason} checked={false} onChange={() => form.setFieldsValue({ reason })}>
              {reason}
            </Tag.CheckableTag>
          ))}
        </div>
        <Form.Item name="reason" label="原因" rules={[{ required: true, whitespace: true, message: '请写明原因' }]}>
          <Input.TextArea autoFocus autoSize={{ minRows: 2 }} maxLength={100} showCount onPressEnter={(event) => !event.shiftKey && (event.preventDefault(), form.submit())} />
        </Form.Item>
        <Form.Item name="isFraud" valuePropName="checked" noStyle>
          <Checkbox>经核实是刷单或作弊，扣回已发的积分</Checkbox>
        </Form.Item>
      </Form>
    </Modal>
  )
}
