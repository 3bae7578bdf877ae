import { InputNumber } from 'antd'
import type { GrowthWeights } from '../../../../shared/api/shapes-levels'
import { Field, useFieldProblem } from '../../../shared/form/Field'
import { MoneyInput } from '../../../shared/ui/MoneyInput'
import { Panel } from '../../../shared/ui/page'
import type { Draft } from './draft'

interface Props {
  weights: GrowthWeights
  change: (patch: Partial<Draft>) => void
}

type Counted = Exclude<keyof GrowthWeights, 'conciergeSpendFen'>

const EARNED: { name: Counted; label: string; max: number; hint: string }[] = [
  { name: 'perYuan', label: '订单每实付 1 元', max: 100, hint: '订单完成后入账，退款收回' },
  { name: 'perActiveDay', label: '每个活跃日', max: 1000, hint: '登录、签到或付款的日子' },
  { name: 'perReview', label: '每条评价', max: 1000, hint: '' },
  { name: 'perShare', label: '每次分享', max: 1000, hint: '' },
  { name: 'perCheckIn', label: '每次签到', max: 1000, hint: '' },
  { name: 'interactionDailyMax', label: '互动每天最多', max: 10_000, hint: '评价、分享、签到合计' },
]

export function WeightFields({ weights, change }: Props) {
  const set = (patch: Partial<GrowthWeights>): void => change({ weights: { ...weights, ...patch } })
  const spendProblem = useFieldProblem('weights.conciergeSpendFen')
  return (
    <>
      <Panel title="怎么得成长值" extra="只影响以后得到的">
        <div className="level-fields">
          {EARNED.map(({ name, label, max, hint }) => (
            <Field key={name} path={`weights.${name}`} label={label} hint={hint || undefined}>
              <InputNumber aria-label={label} min={0} max={max} precision={0} suffix="成长值" value={weights[name]} onChange={(value) => set({ [name]: value ?? 0 })} />
            </Field>
          ))}
        </div>
      </Panel>
      <Panel title="保级与专属管家">
        <div className="level-fields">
          <Field path="weights.protectionPercent" label="保级线" hint={`年度复核时，成长值达到等级要求的 ${weights.protectionPercent}% 就再保留一年；连续两年不够，降一级。`}>
            <InputNumber aria-label="保级线" min={1} max={100} precision={0} suffix="%" value={weights.protectionPercent} onChange={(value) => set({ protectionPercent: value ?? 80 })} />
          </Field>
          <Field path="weights.conciergeSpendFen" label="专属管家：累计消费满" hint="按完成的订单实付计，退款会扣除；获得后不收回。是否自动分给导购，由专属导购的规则决定。">
            <MoneyInput label="专属管家的累计消费" fen={weights.conciergeSpendFen} invalid={spendProblem !== undefined} onChange={(fen) => set({ conciergeSpendFen: fen ?? 0 })} />
          </Field>
        </div>
      </Panel>
    </>
  )
}
