import { Form, Input, Modal, Radio } from 'antd'
import { useState } from 'react'
import type { AfterSale } from '../../../shared/api/shapes'
import { price } from '../../../shared/format/money'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'
import { effectsOf, type Decision } from './words'

interface Props {
  sale: AfterSale
  decision: Decision
  close: () => void
}

function wordsOf(decision: Decision, sale: AfterSale): { title: string; ok: string; label: string } {
  if (decision === 'reject') return { title: '拒绝这次申请', ok: '拒绝', label: '理由，买家会看到' }
  if (decision === 'receive') return { title: '确认收到退货', ok: `收货并退 ${price(sale.refundFen)}`, label: '验货备注（可不填）' }
  const ok = sale.kind === 'refund_only' ? `同意并退 ${price(sale.refundFen)}` : '同意退货'
  return { title: sale.kind === 'refund_only' ? '同意退款' : '同意退货退款', ok, label: '备注（可不填）' }
}

/** A decision with its effects in numbers before it is taken. */
export function DecisionDialog({ sale, decision, close }: Props) {
  const [form] = Form.useForm<{ text: string }>()
  const [restock, setRestock] = useState(true)
  const words = wordsOf(decision, sale)
  const decide = useWrite({
    send: ({ text = '' }: { text?: string }) => {
      const note = text.trim()
      const body = decision === 'reject' ? { reason: note } : decision === 'receive' ? { restock, note } : { note }
      return api.post<AfterSale>(`/after-sales/${sale.id}/${decision}`, body)
    },
    done: decision === 'reject' ? '已拒绝，买家会收到理由' : decision === 'receive' ? '已收货，退款正在办理' : '已同意',
    stale: ['after-sale', 'after-sales', 'attention', 'order', 'orders', 'stock'],
    after: close,
  })
  return (
    <Modal open title={words.title} okText={words.ok} okButtonProps={{ danger: decision === 'reject' }} confirmLoading={decide.isPending} onCancel={close} onOk={() => form.submit()}>
      <ul className="effects">
        {effectsOf(decision, sale, restock).map((effect) => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values) => decide.mutate(values)}>
        {decision === 'receive' && (
          <Form.Item label="退回的商品">
            <Radio.Group
              value={restock}
              onChange={(event) => setRestock(event.target.value as boolean)}
              options={[
                { value: true, label: '完好，可再卖' },
                { value: false, label: '破损或已用，不再卖' },
              ]}
            />
          </Form.Item>
        )}
        <Form.Item name="text" label={words.label} rules={decision === 'reject' ? [{ required: true, whitespace: true, min: 4, message: '请写明理由，至少 4 个字' }] : []}>
          <Input.TextArea autoSize={{ minRows: 2 }} maxLength={200} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
