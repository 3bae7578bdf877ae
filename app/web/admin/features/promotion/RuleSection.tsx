import { Checkbox, InputNumber, Switch } from 'antd'
import type { Rule, RuleOf } from '../../../shared/api/shapes-promotion'
import { Field } from '../../shared/form/Field'
import { MoneyInput } from '../../shared/ui/MoneyInput'
import { Panel } from '../../shared/ui/page'
import type { SectionProps } from './BasicsSection'
import { BundleParts } from './BundleParts'
import { scopeOf } from './campaign-draft'
import { useLevels } from './data'
import { GroupFields } from './GroupFields'
import { ScopePicker } from './ScopePicker'
import { TierFields } from './TierFields'
import { GROUP_RISK } from './words'

/** What the campaign does: the fields that its kind has, and the goods that it counts. */
export function RuleSection({ draft, change, goods }: SectionProps) {
  const { rule } = draft
  const put = (patch: object): void => change({ rule: { ...rule, ...patch } as Rule })
  const scope = scopeOf(rule)
  return (
    <Panel title="规则">
      {rule.type === 'timed_price' && <LevelsField rule={rule} put={put} />}
      {rule.type === 'spend_save' && <TierFields rule={rule} put={put} />}
      {rule.type === 'n_for_price' && (
        <div className="field-pair">
          <Field path="rule.count" label="件数" required>
            <InputNumber aria-label="件数" min={2} max={99} precision={0} value={rule.count} onChange={(count) => put({ count: count ?? 2 })} />
          </Field>
          <Field path="rule.priceFen" label="一起多少钱" required>
            <MoneyInput label="一起多少钱" fen={rule.priceFen} onChange={(fen) => put({ priceFen: fen ?? 0 })} />
          </Field>
        </div>
      )}
      {(rule.type === 'gift' || rule.type === 'add_on') && (
        <div className="field-pair">
          <Field path="rule.minFen" label="买满" required>
            <MoneyInput label="买满" fen={rule.minFen} onChange={(fen) => put({ minFen: fen ?? 0 })} />
          </Field>
          {rule.type === 'add_on' && (
            <Field path="rule.unitsMax" label="每单最多换购几件">
              <InputNumber aria-label="每单最多换购几件" min={1} max={20} precision={0} value={rule.unitsMax} onChange={(unitsMax) => put({ unitsMax: unitsMax ?? 1 })} />
            </Field>
          )}
        </div>
      )}
      {rule.type === 'bundle' && (
        <>
          <BundleParts rule={rule} goods={goods} put={put} />
          <Field path="rule.priceFen" label="套餐价" required>
            <MoneyInput label="套餐价" fen={rule.priceFen} onChange={(fen) => put({ priceFen: fen ?? 0 })} />
          </Field>
        </>
      )}
      {rule.type === 'group_buy' && <GroupFields draft={draft} rule={rule} change={change} put={put} />}
      {rule.type === 'bargain' && (
        <div className="field-pair">
          <Numbered path="rule.helpers" label="砍几刀到底价（含自己）" min={2} max={100} value={rule.helpers} put={put} />
          <Numbered path="rule.hours" label="几小时内有效" min={1} max={72} value={rule.hours} put={put} />
          <Numbered path="rule.helpsPerDayMax" label="每人每天最多帮几次" min={1} max={50} value={rule.helpsPerDayMax} put={put} />
        </div>
      )}
      {rule.type === 'flash' && <FlashFields rule={rule} put={put} />}
      {scope && <ScopePicker path="rule.scope" scope={scope} goods={goods} onChange={(next) => put({ scope: next })} />}
    </Panel>
  )
}

type Put = (patch: object) => void

/** A whole number of the rule; the last part of its path is its name. */
export function Numbered({ path, label, min, max, value, put, hint }: { path: string; label: string; min: number; max: number; value: number; put: Put; hint?: string }) {
  return (
    <Field path={path} label={label} hint={hint}>
      <InputNumber aria-label={label} min={min} max={max} precision={0} value={value} onChange={(next) => put({ [path.replace('rule.', '')]: next ?? min })} />
    </Field>
  )
}

function LevelsField({ rule, put }: { rule: RuleOf<'timed_price'>; put: Put }) {
  const levels = useLevels()
  return (
    <Field path="rule.levelCodes" label="给谁" hint={rule.levelCodes.length ? '只有选中等级的会员看得到，也就是会员日。' : '不选就是所有人都有。'}>
      <Checkbox.Group
        value={rule.levelCodes}
        options={(levels.data?.items ?? []).map((level) => ({ value: level.code, label: `${level.name}（${level.members.toLocaleString('zh-CN')} 人）` }))}
        onChange={(levelCodes) => put({ levelCodes })}
      />
    </Field>
  )
}

function FlashFields({ rule, put }: { rule: RuleOf<'flash'>; put: Put }) {
  const isOn = rule.groupsToUnlock > 0
  return (
    <>
      <Numbered path="rule.payWithinMinutes" label="下单后几分钟内付款" min={3} max={30} value={rule.payWithinMinutes} put={put} hint="到时没付，件数还给活动，别人可以再抢。" />
      <Field path="rule.groupsToUnlock" label="分享到微信群才能抢" hint={GROUP_RISK}>
        <div className="inline-fields">
          <Switch aria-label="分享到微信群才能抢" checked={isOn} onChange={(on) => put({ groupsToUnlock: on ? 1 : 0 })} />
          {isOn && <InputNumber aria-label="需要几个不同的群" min={1} max={10} precision={0} value={rule.groupsToUnlock} suffix="个不同的群" onChange={(next) => put({ groupsToUnlock: next ?? 1 })} />}
        </div>
      </Field>
    </>
  )
}
