import { InputNumber, Segmented, Select, Switch } from 'antd'
import { useState } from 'react'
import type { HandoverRules } from '../../../shared/api/shapes-performance'
import { Field } from '../../shared/form/Field'
import { RulesFrame, RulesMeta, useRules, WithRules, type RulesProps } from '../../shared/form/rules'
import { MoneyInput, NO_AMOUNT } from '../../shared/ui/MoneyInput'
import { Panel } from '../../shared/ui/page'
import { useGuides } from './data'
import { useThresholds } from './performance-data'
import { checkHandover } from './performance-words'
import { guideText } from './words'

const PLACE = '/handover-rules'
const SPEND_DAYS_MAX = 3650

/** Who passes a threshold, and who looks after them. */
export const HandoverForm = () => <WithRules<HandoverRules> place={PLACE} form={RulesForm} />

function RulesForm(of: RulesProps<HandoverRules>) {
  const rules = useRules(of, { place: PLACE, kept: 'handover.rules' })
  const { draft, edit } = rules
  const guides = useGuides().data ?? []
  const { levels, tags } = useThresholds()
  const [noAmount, setNoAmount] = useState(false)
  return (
    <RulesFrame rules={rules} wrong={{ ...checkHandover(draft), ...(noAmount ? { spendFen: NO_AMOUNT } : {}) }}>
      <Panel title="自动分配" extra={<Switch checked={draft.isOn} aria-label="自动分配专属导购" onChange={(isOn) => edit({ isOn })} />}>
        <p className="muted">达到任意一个门槛就分配，每位会员只分配一次。关闭后，已经有专属导购的会员不受影响。</p>
      </Panel>
      <Panel title="门槛">
        <div className="rule-numbers">
          <Field path="spendFen" label="实付金额（减退款）" hint="留空不看金额。">
            <MoneyInput fen={draft.spendFen} label="实付金额" onWrong={setNoAmount} onChange={(fen) => edit({ spendFen: fen ?? 0 })} />
          </Field>
          <Field path="spendDays" label="在最近">
            <InputNumber<number> aria-label="最近几天" min={1} max={SPEND_DAYS_MAX} precision={0} suffix="天" value={draft.spendDays} onChange={(days) => edit({ spendDays: days ?? 1 })} />
          </Field>
        </div>
        <Field path="levels" label="达到这些等级">
          <Select<string[]> mode="multiple" placeholder="不看等级" options={levels} value={[...draft.levels]} onChange={(chosen) => edit({ levels: chosen })} />
        </Field>
        <Field path="tagIds" label="进入这些标签" hint="例如 RFM 模型里的重要价值客户；标签更新后十分钟左右分配。">
          <Select<number[]> mode="multiple" showSearch={{ optionFilterProp: 'label' }} placeholder="不看标签" options={tags} value={[...draft.tagIds]} onChange={(chosen) => edit({ tagIds: chosen })} />
        </Field>
        <Field path="onConcierge" label="达到等级规则里的专属管家门槛">
          <Switch checked={draft.onConcierge} aria-label="专属管家门槛" onChange={(onConcierge) => edit({ onConcierge })} />
        </Field>
      </Panel>
      <Panel title="分给谁">
        <Field path="guides" label="导购" hint="轮流时按这里的顺序。离职的导购，名下会员会由其他导购接手。">
          <Select<string[]> mode="multiple" showSearch={{ optionFilterProp: 'label' }} placeholder="选择导购" options={guides.map((guide) => ({ value: guide.userId, label: guideText(guide) }))} value={[...draft.guides]} onChange={(chosen) => edit({ guides: chosen })} />
        </Field>
        <Field path="choice" label="分配方式">
          <Segmented<HandoverRules['choice']> value={draft.choice} options={[{ value: 'round_robin', label: '轮流' }, { value: 'least_loaded', label: '名下会员最少的' }]} onChange={(choice) => edit({ choice })} />
        </Field>
        <RulesMeta book={of.book} />
      </Panel>
    </RulesFrame>
  )
}
