import { Form, Input, InputNumber, Modal, Radio, Select, Switch } from 'antd'
import type { AdminRedeemItem } from '../../../../shared/api/shapes-play'
import { api } from '../../../shared/session'
import { useWrite } from '../../../shared/write'
import { useCoupons } from './PrizeTable'

interface Values { name: string; words?: string; imageUrl?: string; kind: 'coupon' | 'goods'; templateId?: string | null; points: number; stock: number; perMemberMax?: number | null; isEnabled: boolean; sort: number }

const EMPTY: Values = { name: '', words: '', imageUrl: '', kind: 'goods', templateId: null, points: 300, stock: 10, perMemberMax: 1, isEnabled: true, sort: 10 }

/** A new thing to redeem, or changes of one. */
export function ItemDialog({ item, close }: { item: AdminRedeemItem | null; close: () => void }) {
  const [form] = Form.useForm<Values>()
  const coupons = useCoupons()
  const kind = Form.useWatch('kind', form) ?? item?.kind ?? 'goods'
  const save = useWrite({
    send: (values: Values) => {
      const body = {
        ...values, words: (values.words ?? '').trim(), imageUrl: (values.imageUrl ?? '').trim(), perMemberMax: values.perMemberMax ?? null,
        templateId: values.kind === 'coupon' ? (values.templateId ?? null) : null, version: item?.version ?? 0,
      }
      return item ? api.put<AdminRedeemItem>(`/redeem-items/${item.id}`, body) : api.post<AdminRedeemItem>('/redeem-items', body)
    },
    done: '兑换品已保存',
    stale: ['redeem-items'],
    after: close,
    onProblem: (problem) => {
      if (!problem.field) return false
      form.setFields([{ name: problem.field as keyof Values, errors: [problem.detail] }])
      return true
    },
  })
  return (
    <Modal open title={item ? `修改「${item.name}」` : '新建兑换品'} okText="保存" confirmLoading={save.isPending} onCancel={close} onOk={() => form.submit()}>
      <Form<Values> form={form} layout="vertical" requiredMark={false} initialValues={item ?? EMPTY} onFinish={(values) => save.mutate(values)}>
        <Form.Item name="kind" label="类型">
          <Radio.Group optionType="button" options={[{ value: 'goods', label: '实物' }, { value: 'coupon', label: '优惠券' }]} disabled={item !== null} />
        </Form.Item>
        {kind === 'coupon' && (
          <Form.Item name="templateId" label="优惠券" extra="只能选发放中的券；券的总量要够用" rules={[{ required: true, message: '请选择优惠券' }]}>
            <Select aria-label="优惠券" placeholder="选择优惠券" options={coupons} />
          </Form.Item>
        )}
        <Form.Item name="name" label="名称" rules={[{ required: true, whitespace: true, message: '请填写名称' }]}>
          <Input showCount maxLength={40} />
        </Form.Item>
        <Form.Item name="words" label="说明" extra="怎么领、什么时候能用">
          <Input showCount maxLength={120} />
        </Form.Item>
        <Form.Item name="imageUrl" label="图片" extra="素材库里图片的地址，以 / 开头；不填用图标">
          <Input maxLength={500} placeholder="/files/…" />
        </Form.Item>
        <div className="play-pair">
          <Form.Item name="points" label="积分"><InputNumber min={1} max={10_000_000} precision={0} /></Form.Item>
          <Form.Item name="stock" label="数量" extra={item ? `已兑出 ${item.taken} 份` : undefined}><InputNumber min={item?.taken ?? 0} max={10_000_000} precision={0} /></Form.Item>
          <Form.Item name="perMemberMax" label="每人限兑" extra="不填不限"><InputNumber min={1} precision={0} /></Form.Item>
          <Form.Item name="sort" label="顺序" extra="小的在前"><InputNumber min={0} max={10_000} precision={0} /></Form.Item>
        </div>
        <Form.Item name="isEnabled" label="上架" valuePropName="checked"><Switch aria-label="上架" /></Form.Item>
      </Form>
    </Modal>
  )
}
