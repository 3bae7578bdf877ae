import { Select, Switch } from 'antd'
import type { RuleOf } from '../../../shared/api/shapes-promotion'
import { Field } from '../../shared/form/Field'
import type { Draft } from './campaign-draft'
import { Numbered } from './RuleSection'

interface Props {
  draft: Draft
  rule: RuleOf<'group_buy'>
  change: (patch: Partial<Draft>) => void
  put: (patch: object) => void
}

const SIZES_MAX = 4

/** Team sizes and how long a team is open. The prices for each size stand in the rows of the goods. */
export function GroupFields({ draft, rule, change, put }: Props) {
  return (
    <>
      <div className="field-pair">
        <Field path="rule.prices" label="几人成团" required hint="可以选几档，人数越多价格越低；价格在下面的商品里填。">
          <Select
            mode="multiple"
            aria-label="几人成团"
            maxCount={SIZES_MAX}
            value={draft.sizes}
            options={[2, 3, 4, 5, 6, 8, 10, 20, 50, 100].map((size) => ({ value: size, label: `${size} 人团` }))}
            onChange={(sizes: number[]) => sizes.length && change({ sizes: [...sizes].sort((a, b) => a - b) })}
          />
        </Field>
        <Numbered path="rule.hours" label="几小时内成团" min={1} max={72} value={rule.hours} put={put} hint="到时没成团，付的钱自动原路退回。" />
      </div>
      <div className="stack-list">
        <label className="stack">
          <Switch aria-label="让别人也能参团" checked={rule.joinsStrangers} onChange={(joinsStrangers) => put({ joinsStrangers })} />
          <span>
            <b>让别人也能参团</b>
            <small>{rule.joinsStrangers ? '还差人的团会显示在商品页，陌生人可以加入' : '只有收到分享的人能加入'}</small>
          </span>
        </label>
        <label className="stack">
          <Switch aria-label="付款晚了就另开一团" checked={rule.reopens} onChange={(reopens) => put({ reopens })} />
          <span>
            <b>付款晚了就另开一团</b>
            <small>{rule.reopens ? '付款时原来的团已经结束，就由这位买家开新团' : '付款时原来的团已经结束，就把钱退回去'}</small>
          </span>
        </label>
      </div>
    </>
  )
}
