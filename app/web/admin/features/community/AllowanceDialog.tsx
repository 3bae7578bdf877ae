import { Button, Form, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import type { AllowancePage, AllowanceRule } from '../../../shared/api/shapes-guides'
import { api } from '../../shared/session'
import { MoneyInput, NO_AMOUNT } from '../../shared/ui/MoneyInput'
import { useWrite } from '../../shared/write'

/** The bounds of one guide, or of all who have none of their own. */
export function AllowanceDialog({ guide, name, rule, close }: { guide: string; name: string; rule: AllowanceRule | null; close: () => void }) {
  const [coupons, setCoupons] = useState<number | null>(rule ? rule.couponsMax : 30)
  const [value, setValue] = useState<number | null>(rule ? rule.valueMaxFen : 100_000)
  const [wrong, setWrong] = useState(false)
  const version = rule?.version ?? 0
  const settings = { stale: ['guide-allowances'], after: close }
  const save = useWrite({ ...settings, send: () => api.put<AllowancePage>('/guide-allowances/rules', { guide, couponsMax: coupons, valueMaxFen: value, version }), done: '额度已修改' })
  const remove = useWrite({ ...settings, send: () => api.post<AllowancePage>('/guide-allowances/rules/remove', { guide, version }), done: '已改用通用额度' })
  return (
    <Modal
      open
      title={`${name}的每月额度`}
      onCancel={close}
      footer={[
        guide && rule ? <Button key="remove" loading={remove.isPending} onClick={() => remove.mutate(undefined)}>改用通用额度</Button> : null,
        <Button key="close" onClick={close}>先不</Button>,
        <Button key="save" type="primary" disabled={wrong} loading={save.isPending} onClick={() => save.mutate(undefined)}>保存</Button>,
      ]}
    >
      <Form layout="vertical">
        <Form.Item label="张数" extra="不填就不限。填 0 就不能发。">
          <InputNumber<number> aria-label="张数" min={0} max={100_000} precision={0} suffix="张" value={coupons} onChange={setCoupons} />
        </Form.Item>
        <Form.Item label="总面额" extra="满减券按减的金额算，折扣券按封顶算。不填就不限。" {...(wrong ? { validateStatus: 'error' as const, help: NO_AMOUNT } : {})}>
          <MoneyInput fen={value} onChange={setValue} onWrong={setWrong} label="总面额" optional />
        </Form.Item>
      </Form>
    </Modal>
  )
}
