import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { Button, InputNumber, Segmented, Switch } from 'antd'
import type { AttributionRule, AttributionRules } from '../../../shared/api/shapes-performance'
import { Field } from '../../shared/form/Field'
import { RulesFrame, RulesMeta, useRules, WithRules, type RulesProps } from '../../shared/form/rules'
import { PageHead, Panel } from '../../shared/ui/page'
import './community.css'
import './performance.css'
import { checkAttribution, DAYS_MAX, RATE_MAX, RULE_ABOUT, RULE_TEXT, RULES, WINDOW_FIELDS } from './performance-words'

const PLACE = '/attribution-rules'

/** Rules by which paid orders are a guide's. */
export const AttributionPage = () => <WithRules<AttributionRules> place={PLACE} form={AttributionForm} />

function AttributionForm(of: RulesProps<AttributionRules>) {
  const rules = useRules(of, { place: PLACE, kept: 'attribution.rules', done: '规则已保存，之后付款的订单按新规则归因' })
  const { draft, edit, mayWrite } = rules
  return (
    <>
      <PageHead back={{ to: '/performance', text: '导购业绩' }} title="归因规则" note="订单付款时按下面的顺序逐条判断，第一条找到人的规则说了算。" />
      <RulesFrame rules={rules} wrong={checkAttribution(draft)}>
        <div className="editor">
          <div className="editor-form">
            <Panel title="判断顺序">
              <Field path="order" label="从上到下，先找到的算">
                <OrderList order={draft.order} disabled={!mayWrite} change={(order) => edit({ order })} />
              </Field>
              <Field path="follow" label="同时是几位导购的客户时，取">
                <Segmented<'first' | 'last'> value={draft.follow} options={[{ value: 'first', label: '最早添加的' }, { value: 'last', label: '最近添加的' }]} onChange={(follow) => edit({ follow })} />
              </Field>
            </Panel>
            <Panel title="窗口期">
              <div className="rule-numbers">
                {WINDOW_FIELDS.map(({ name, label }) => (
                  <Field key={name} path={`windows.${name}`} label={label}>
                    <InputNumber<number> aria-label={`${label}的窗口期`} min={0} max={DAYS_MAX} precision={0} suffix="天" value={draft.windows[name]} onChange={(days) => edit({ windows: { ...draft.windows, [name]: days ?? 0 } })} />
                  </Field>
                ))}
                <Field path="couponDays" label="领券到付款">
                  <InputNumber<number> aria-label="领券到付款" min={0} max={DAYS_MAX} precision={0} suffix="天" value={draft.couponDays} onChange={(days) => edit({ couponDays: days ?? 0 })} />
                </Field>
              </div>
              <span className="muted">0 天表示这一类不参与归因。</span>
            </Panel>
            <Panel title="提成参考">
              <div className="rule-numbers">
                {RULES.map((rule) => (
                  <Field key={rule} path={`commission.${rule}`} label={RULE_TEXT[rule]}>
                    <InputNumber<number> aria-label={`${RULE_TEXT[rule]}的提成`} min={0} max={RATE_MAX} precision={2} suffix="%" value={draft.commission[rule] / 100} onChange={(percent) => edit({ commission: { ...draft.commission, [rule]: Math.round((percent ?? 0) * 100) } })} />
                  </Field>
                ))}
              </div>
              <span className="muted">按每单实付减退款计算，不足一分舍去。只在业绩里展示，不会发放。</span>
            </Panel>
          </div>
          <aside className="editor-side">
            <Panel title="现在会这样判断">
              <ol className="rule-story">
                {draft.order.map((rule) => (
                  <li key={rule}>{RULE_ABOUT[rule]}</li>
                ))}
                <li>都没有：不归因到导购</li>
              </ol>
              <RulesMeta book={of.book}>已经归因的订单不会改变。</RulesMeta>
            </Panel>
          </aside>
        </div>
      </RulesFrame>
    </>
  )
}

interface OrderProps {
  order: readonly AttributionRule[]
  disabled: boolean
  change: (order: AttributionRule[]) => void
}

/** Rules that count, in their order, and below them those that do not. */
function OrderList({ order, disabled, change }: OrderProps) {
  const off = RULES.filter((rule) => !order.includes(rule))
  const swap = (place: number, with_: number): void => change(order.map((rule, at) => (at === place ? order[with_] : at === with_ ? order[place] : rule) as AttributionRule))
  return (
    <ul className="rule-list">
      {[...order, ...off].map((rule, place) => {
        const isOn = place < order.length
        return (
          <li key={rule} className={`rule-row ${isOn ? '' : 'rule-off'}`}>
            <Switch checked={isOn} disabled={disabled} aria-label={`启用${RULE_TEXT[rule]}`} onChange={(on) => change(on ? [...order, rule] : order.filter((one) => one !== rule))} />
            <span className="contact-words">
              <b>{RULE_TEXT[rule]}</b>
              <small>{RULE_ABOUT[rule]}</small>
            </span>
            {isOn && !disabled && (
              <span className="rule-moves">
                <Button type="text" icon={<ArrowUpOutlined />} aria-label={`${RULE_TEXT[rule]}上移`} disabled={place === 0} onClick={() => swap(place, place - 1)} />
                <Button type="text" icon={<ArrowDownOutlined />} aria-label={`${RULE_TEXT[rule]}下移`} disabled={place === order.length - 1} onClick={() => swap(place, place + 1)} />
              </span>
            )}
          </li>
        )
      })}
    </ul>
  )
}
