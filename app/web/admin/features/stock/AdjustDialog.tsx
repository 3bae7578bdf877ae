import { Form, Input, InputNumber, Modal, Segmented } from 'antd'
import { useState } from 'react'
import type { StockRow } from '../../../shared/api/shapes-office'
import { api } from '../../shared/session'
import { GoodsCell } from '../../shared/ui/bits'
import { useWrite } from '../../shared/write'

type Mode = 'in' | 'out' | 'safety'

interface Values {
  units: number
  reason?: string
}

const UNITS_MAX = 1_000_000

/** Changes what is on hand, or the safety level; says what the figures will be before it is done. */
export function AdjustDialog({ row, close }: { row: StockRow; close: () => void }) {
  const [form] = Form.useForm<Values>()
  const [mode, setMode] = useState<Mode>('in')
  const units = Form.useWatch('units', form) ?? 0
  const delta = mode === 'in' ? units : mode === 'out' ? -units : 0
  const save = useWrite({
    send: (values: Values) =>
      mode === 'safety'
        ? api.put<StockRow>('/stock/safety', { skuId: row.skuId, warehouseId: row.warehouseId, safety: values.units })
        : api.post<StockRow>('/stock/adjust', { skuId: row.skuId, warehouseId: row.warehouseId, delta, reason: (values.reason ?? '').trim() }),
    done: (after) => (mode === 'safety' ? `安全库存已设为 ${after.safety}` : `现在在库 ${after.onHand}，可售 ${after.free}`),
    stale: ['stock', 'stock-moves', 'attention', 'products'],
    after: close,
    onProblem: (problem) => {
      if (problem.field === null) return false
      form.setFields([{ name: problem.field === 'reason' ? 'reason' : 'units', errors: [problem.detail] }])
      return true
    },
  })
  return (
    <Modal open title="调整库存" okText={mode === 'safety' ? '保存' : '记一笔'} confirmLoading={save.isPending} onCancel={close} onOk={() => form.submit()}>
      <GoodsCell imageUrl={row.imageUrl} title={row.title} note={`${row.optionText} · ${row.warehouseName} · 在库 ${row.onHand}，占用 ${row.reserved}`} />
      <Segmented<Mode>
        block
        className="adjust-mode"
        style={{ margin: '16px 0' }}
        value={mode}
        onChange={(next) => {
          setMode(next)
          form.setFieldValue('units', next === 'safety' ? row.safety : undefined)
        }}
        options={[
          { value: 'in', label: '入库' },
          { value: 'out', label: '减少' },
          { value: 'safety', label: '安全库存' },
        ]}
      />
      <Form<Values> form={form} layout="vertical" requiredMark={false} onFinish={(values) => save.mutate(values)}>
        <Form.Item
          name="units"
          label={mode === 'safety' ? '低于多少件时提醒' : '件数'}
          extra={mode === 'safety' ? null : `之后：在库 ${row.onHand + delta}，可售 ${row.free + delta}`}
          rules={[
            { required: true, message: '请填写件数' },
            ...(mode === 'out' ? [{ type: 'number' as const, max: row.free, message: `最多减 ${row.free} 件，其余已被订单占用` }] : []),
          ]}
        >
          <InputNumber min={mode === 'safety' ? 0 : 1} max={UNITS_MAX} precision={0} style={{ width: 160 }} />
        </Form.Item>
        {mode !== 'safety' && (
          <Form.Item name="reason" label="原因，会记入流水" rules={[{ required: true, whitespace: true, message: '请写明原因' }]}>
            <Input maxLength={100} placeholder={mode === 'in' ? '例如：7 月第二批到货' : '例如：盘点少 2 件、破损'} />
          </Form.Item>
        )}
      </Form>
    </Modal>
  )
}
