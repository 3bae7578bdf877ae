import { Button, Radio } from 'antd'
import type { RuleOf } from '../../../shared/api/shapes-promotion'
import { Field, useFieldProblem } from '../../shared/form/Field'
import { MoneyInput } from '../../shared/ui/MoneyInput'
import { CellProblem } from './bits'

const TIERS_MAX = 5

export function TierFields({ rule, put }: { rule: RuleOf<'spend_save'>; put: (patch: object) => void }) {
  const { tiers } = rule
  const set = (place: number, patch: Partial<(typeof tiers)[number]>): void => put({ tiers: tiers.map((tier, at) => (at === place ? { ...tier, ...patch } : tier)) })
  return (
    <>
      <Field path="rule.repeats" label="怎么减">
        <Radio.Group
          optionType="button"
          value={rule.repeats}
          options={[
            { value: false, label: '阶梯满减' },
            { value: true, label: '每满都减' },
          ]}
          onChange={(event) => put({ repeats: event.target.value as boolean, tiers: event.target.value ? tiers.slice(0, 1) : tiers })}
        />
      </Field>
      <Field path="rule.tiers" label={rule.repeats ? '每满' : '档位'} required hint={rule.repeats ? '凑满几次减几次。' : '达到最高的一档只减一次。'}>
        <div className="tier-list">
          {tiers.map((tier, place) => (
            <div key={place} className="tier">
              <TierMoney path={`rule.tiers[${place}].minFen`} label={`第 ${place + 1} 档门槛`} prefix="满" fen={tier.minFen} onChange={(minFen) => set(place, { minFen })} />
              <TierMoney path={`rule.tiers[${place}].offFen`} label={`第 ${place + 1} 档减`} prefix="减" fen={tier.offFen} onChange={(offFen) => set(place, { offFen })} />
              {tiers.length > 1 && (
                <Button type="text" onClick={() => put({ tiers: tiers.filter((_, at) => at !== place) })}>
                  删除
                </Button>
              )}
            </div>
          ))}
          {!rule.repeats && tiers.length < TIERS_MAX && (
            <Button type="dashed" onClick={() => put({ tiers: [...tiers, { minFen: 0, offFen: 0 }] })}>
              + 加一档
            </Button>
          )}
        </div>
      </Field>
    </>
  )
}

function TierMoney({ path, label, prefix, fen, onChange }: { path: string; label: string; prefix: string; fen: number; onChange: (fen: number) => void }) {
  const invalid = useFieldProblem(path) !== undefined
  return (
    <span className="tier-money" data-field={path}>
      <span>{prefix}</span>
      <span>
        <MoneyInput label={label} fen={fen} invalid={invalid} onChange={(next) => onChange(next ?? 0)} />
        <CellProblem path={path} />
      </span>
    </span>
  )
}
