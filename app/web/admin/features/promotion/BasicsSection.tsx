import { Input, InputNumber, Switch } from 'antd'
import { Field } from '../../shared/form/Field'
import { Panel } from '../../shared/ui/page'
import { MomentInput } from './bits'
import { NAME_LENGTH_MAX, type Draft, type Goods } from './campaign-draft'
import { EarlyField } from './EarlyField'
import { defaultLabel } from './label'
import { spanText } from './shanghai'
import { ACTIVITIES, STAGES } from './words'

export interface SectionProps {
  draft: Draft
  change: (patch: Partial<Draft>) => void
  goods: Goods
}

export function BasicsSection({ draft, change }: SectionProps) {
  const { startsAt, endsAt } = draft
  return (
    <Panel title="基本信息">
      <div className="field-pair">
        <Field path="name" label="活动名称" required hint="买家在优惠明细里看得到。">
          <Input showCount maxLength={NAME_LENGTH_MAX} value={draft.name} onChange={(event) => change({ name: event.target.value })} />
        </Field>
        <Field path="label" label="标签" hint="商品页上的小标签，不填就用规则的简称。">
          <Input showCount maxLength={12} placeholder={defaultLabel(draft.rule, draft.sizes)} value={draft.label} onChange={(event) => change({ label: event.target.value })} />
        </Field>
      </div>
      <div className="field-pair">
        <Field path="startsAt" label="开始（北京时间）" required>
          <MomentInput label="开始时间" value={startsAt} onChange={(at) => change({ startsAt: at })} />
        </Field>
        <Field path="endsAt" label="结束（北京时间）" required hint={startsAt && endsAt && startsAt < endsAt ? `持续 ${spanText(startsAt, endsAt)}` : undefined}>
          <MomentInput label="结束时间" value={endsAt} onChange={(at) => change({ endsAt: at })} />
        </Field>
      </div>
      <EarlyField draft={draft} change={change} />
    </Panel>
  )
}

/** What may still lower the same goods afterwards: three switches that say what on and off mean. */
export function StacksSection({ draft, change }: SectionProps) {
  const isPrice = draft.rule.type === 'timed_price' || ACTIVITIES.includes(draft.rule.type)
  return (
    <Panel title="和其他优惠一起用">
      <div className="stack-list" data-field="stacks">
        {STAGES.map(({ stage, name, on, off }) => {
          // Thresholds are counted after the member price, whatever they say of it.
          const isAlways = stage === 'member' && !isPrice
          const isOn = isAlways || draft.stacks.includes(stage)
          return (
            <label key={stage} className="stack">
              <Switch aria-label={name} disabled={isAlways} checked={isOn} onChange={(next) => change({ stacks: STAGES.map((one) => one.stage).filter((one) => (one === stage ? next : draft.stacks.includes(one))) })} />
              <span>
                <b>{name}</b>
                <small>{isAlways ? '这类活动在会员价之后计算，总是一起用' : isOn ? on : off}</small>
              </span>
            </label>
          )
        })}
      </div>
      <Field path="priority" label="优先级" hint="0 到 1000，数字小的先算。只有和其他活动碰到同一件商品时才起作用。">
        <InputNumber aria-label="优先级" min={0} max={1000} precision={0} value={draft.priority} onChange={(priority) => change({ priority: priority ?? 100 })} />
      </Field>
    </Panel>
  )
}
