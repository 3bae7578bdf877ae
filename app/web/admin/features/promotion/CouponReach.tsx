import { InputNumber, Modal } from 'antd'
import { useState } from 'react'
import type { TemplateView } from '../../../shared/api/shapes-promotion'
import { Field, ProblemsProvider, type FieldProblems } from '../../shared/form/Field'
import { api } from '../../shared/session'
import { useWrite } from '../../shared/write'
import { MomentInput } from './bits'
import { placeOf } from './campaign-draft'
import { couponBody, couponOf } from './coupon-draft'

/** The two things of a published coupon that may still change: more of it, and how long it can be claimed. */
export function CouponReach({ template, keep, close }: { template: TemplateView; keep: (stored: TemplateView) => void; close: () => void }) {
  const [total, setTotal] = useState(template.total)
  const [until, setUntil] = useState<string | null>(template.claimUntil)
  const [problems, setProblems] = useState<FieldProblems>({})
  const save = useWrite({
    send: () => api.put<TemplateView>(`/coupon-templates/${template.id}`, couponBody({ ...couponOf(template), total, claimUntil: until }, template.version)),
    done: '已保存',
    stale: ['coupons'],
    onProblem: (problem) => {
      if (!problem.field) return false
      setProblems({ [placeOf(problem.field)]: problem.detail })
      return true
    },
    after: keep,
  })
  const same = total === template.total && until === template.claimUntil
  return (
    <Modal open title="加量或延期" okText="保存" okButtonProps={{ disabled: same || !until }} confirmLoading={save.isPending} onCancel={close} onOk={() => save.mutate(undefined)}>
      <ProblemsProvider value={problems}>
        <Field path="total" label="总量" hint={`现在 ${template.total} 张，已领 ${template.claimed} 张，只能加不能减。`}>
          <InputNumber aria-label="总量" min={template.total} max={10_000_000} precision={0} value={total} suffix="张" onChange={(next) => setTotal(next ?? template.total)} />
        </Field>
        <Field path="claimUntil" label="结束领取（北京时间）">
          <MomentInput label="结束领取" value={until} onChange={setUntil} />
        </Field>
      </ProblemsProvider>
    </Modal>
  )
}
