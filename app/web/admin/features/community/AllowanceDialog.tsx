import { Button, Form, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import type { AllowancePage, AllowanceRule } from '../../../shared/api/shapes-guides'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { MoneyInput, NO_AMOUNT } from '../../shared/ui/MoneyInput'
import { useWrite } from '../../shared/write'

/** The monthly bounds of coupons, and of a single refund, of one guide, or of all who have none of their own. */
export function AllowanceDialog({ guide, name, rule, commonRefundFen, close }: { guide: string; name: string; rule: AllowanceRule | null; commonRefundFen: number; close: () => void }) {
  const [coupons, setCoupons] = useState<number | null>(rule ? rule.couponsMax : 30)
  const [value, setValue] = useState<number | null>(rule ? rule.valueMaxFen : 100_000)
  const [wrong, setWrong] = useState(false)
  const [wrongRefund, setWrongRefund] = useState(false)
  const [refund, setRefund] = useState<number | null>(rule?.refundMaxFen ?? commonRefundFen)
  const mayRefund = useCan('after_sale.write')
  const version = rule?.version ?? 0
  const settings = { stale: ['guide-allowances'], after: close }
  const save = useWrite({ ...settings, send: () => api.put<AllowancePage>('/guide-allowances/rules', { guide, couponsMax: coupons, valueMaxFen: value, refundMaxFen: refund ?? 0, version }), done: '额度已修改' })
  const remove = useWrite({ ...settings, send: () => api.post<AllowancePage>('/guide-allowances/rules/remove', { guide, version }), done: '已改用通用额度' })
  return (
    <Modal
      open
      title={`${name}的额度`}
      onCancel={close}
      footer={[
        guide && rule ? <Button key="remove" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>改用通用额度</Button> : null,
        <Button key="close" onClick={close}>先不</Button>,
        <Button key="save" type="primary" disabled={wrong || wrongRefund} loading={save.isPending} onClick={() => save.mutate(undefined)}>保存</Button>,
      ]}
    >
      <Form layout="vertical">
        <Form.Item label="张数" extra="不填就不限。填 0 就不能发。">
          <InputNumber<number> aria-label="张数" min={0} max={100_000} precision={0} suffix="张" value={coupons} onChange={setCoupons} />
        </Form.Item>
        <Form.Item label="总面额" extra="满减券按减的金额算，折扣券按封顶算。不填就不限。" {...(wrong ? { validateStatus: 'error' as const, help: NO_AMOUNT } : {})}>
          <MoneyInput fen={value} onChange={setValue} onWrong={setWrong} label="总面额" optional />
        </Form.Item>
        <Form.Item label="单笔售后" extra={mayRefund ? '退款不超过这个金额的售后，导购可以在侧边栏同意或拒绝；超过的转给店铺。填 0 就只能查看。' : '只有能处理售后的人可以修改。'} {...(wrongRefund ? { validateStatus: 'error' as const, help: NO_AMOUNT } : {})}>
          <MoneyInput fen={refund} onChange={setRefund} onWrong={setWrongRefund} label="单笔售后" placeholder="0" disabled={!mayRefund} />
        </Form.Item>
      </Form>
    </Modal>
  )
}
