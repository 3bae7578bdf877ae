import { InputNumber, Radio, Switch } from 'antd'
import { Field } from '../../shared/form/Field'
import { Panel } from '../../shared/ui/page'
import { MomentInput } from './bits'
import type { CouponDraft } from './coupon-draft'

interface Props {
  draft: CouponDraft
  change: (patch: Partial<CouponDraft>) => void
}

const DAYS = 30

/** How many there are, who gets them when, and how long they hold. */
export function CouponTermsSection({ draft, change }: Props) {
  const rolls = draft.validDays !== null
  return (
    <Panel title="数量和时间">
      <div className="field-pair">
        <Field path="total" label="总量" required>
          <InputNumber aria-label="总量" min={1} max={10_000_000} precision={0} value={draft.total} suffix="张" onChange={(total) => change({ total: total ?? 1 })} />
        </Field>
        <Field path="perMemberMax" label="每人最多领" required>
          <InputNumber aria-label="每人最多领" min={1} max={100} precision={0} value={draft.perMemberMax} suffix="张" onChange={(perMemberMax) => change({ perMemberMax: perMemberMax ?? 1 })} />
        </Field>
      </div>
      <div className="field-pair">
        <Field path="claimFrom" label="开始领取（北京时间）" required>
          <MomentInput label="开始领取" value={draft.claimFrom} onChange={(claimFrom) => change({ claimFrom })} />
        </Field>
        <Field path="claimUntil" label="结束领取（北京时间）" required>
          <MomentInput label="结束领取" value={draft.claimUntil} onChange={(claimUntil) => change({ claimUntil })} />
        </Field>
      </div>
      <Field path="validDays" label="使用期限">
        <div className="inline-fields">
          <Radio.Group
            optionType="button"
            value={rolls}
            options={[
              { value: true, label: '领取后若干天' },
              { value: false, label: '固定时间' },
            ]}
            onChange={(event) => change(event.target.value ? { validDays: DAYS, validFrom: null, validUntil: null } : { validDays: null, validFrom: draft.claimFrom, validUntil: null })}
          />
          {rolls && <InputNumber aria-label="领取后几天内有效" min={1} max={366} precision={0} value={draft.validDays} suffix="天" onChange={(validDays) => change({ validDays: validDays ?? DAYS })} />}
        </div>
      </Field>
      {!rolls && (
        <div className="field-pair">
          <Field path="validFrom" label="开始使用（北京时间）" required>
            <MomentInput label="开始使用" value={draft.validFrom} onChange={(validFrom) => change({ validFrom })} />
          </Field>
          <Field path="validUntil" label="结束使用（北京时间）" required>
            <MomentInput label="结束使用" value={draft.validUntil} onChange={(validUntil) => change({ validUntil })} />
          </Field>
        </div>
      )}
      <div className="stack-list">
        <label className="stack">
          <Switch aria-label="放进领券中心" checked={draft.isListed} onChange={(isListed) => change({ isListed })} />
          <span>
            <b>放进领券中心</b>
            <small>{draft.isListed ? '小程序里谁都看得到、领得到' : '只能通过渠道链接领，或由您发给会员'}</small>
          </span>
        </label>
        <label className="stack">
          <Switch aria-label="整单退款时退回" checked={draft.returnsOnRefund} onChange={(returnsOnRefund) => change({ returnsOnRefund })} />
          <span>
            <b>整单退款时退回</b>
            <small>{draft.returnsOnRefund ? '退款完成后券回到会员的卡包，期限不变' : '用掉就算用掉'}</small>
          </span>
        </label>
      </div>
    </Panel>
  )
}
