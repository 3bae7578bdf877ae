import { InputNumber, Switch } from 'antd'
import { useState } from 'react'
import type { GroupRules } from '../../../shared/api/shapes-community'
import { Field } from '../../shared/form/Field'
import { RulesFrame, RulesMeta, useRules, WithRules, type RulesProps } from '../../shared/form/rules'
import { MoneyInput, NO_AMOUNT } from '../../shared/ui/MoneyInput'
import { PageHead, Panel } from '../../shared/ui/page'
import './community.css'
import { checkGroupRules, GROUP_DAYS_MAX, GROUP_ORDERS_MAX, groupRulesText } from './group-words'
import './performance.css'

const PLACE = '/group-rules'

/** Who belongs into which kind of group. */
export const GroupRulesPage = () => <WithRules<GroupRules> place={PLACE} form={RulesForm} />

function RulesForm(of: RulesProps<GroupRules>) {
  const rules = useRules(of, { place: PLACE, kept: 'group.rules' })
  const { draft, edit } = rules
  const [noAmount, setNoAmount] = useState(false)
  const number = (name: 'vipOrders' | 'ordinaryOrders', label: string) => (
    <InputNumber<number> aria-label={label} min={0} max={GROUP_ORDERS_MAX} precision={0} suffix="单" value={draft[name]} onChange={(orders) => edit({ [name]: orders ?? 0 })} />
  )
  return (
    <>
      <PageHead back={{ to: '/groups', text: '社群' }} title="入群规则" note="按付款次数和金额，请导购邀请客户进 VIP 群或普通群。" />
      <RulesFrame rules={rules} wrong={{ ...checkGroupRules(draft), ...(noAmount ? { vipFen: NO_AMOUNT } : {}) }}>
        <Panel title="给导购发邀请待办" extra={<Switch checked={draft.isOn} aria-label="给导购发邀请待办" onChange={(isOn) => edit({ isOn })} />}>
          <p className="muted contact-line">每位客户每类群只发一次，客户进群后待办自动完成。进过群又退出的客户不再邀请。关闭后，已经发出的待办不受影响。</p>
          <p className="contact-line">{groupRulesText(draft)}</p>
        </Panel>
        <Panel title="看哪些订单">
          <Field path="days" label="最近" hint="按付款时间，全额退款的订单不算。">
            <InputNumber<number> aria-label="最近几天" min={1} max={GROUP_DAYS_MAX} precision={0} suffix="天" value={draft.days} onChange={(days) => edit({ days: days ?? 1 })} />
          </Field>
        </Panel>
        <Panel title="VIP 群">
          <p className="muted contact-line">达到任意一个就算，填 0 或留空表示不看这一项。</p>
          <div className="rule-numbers">
            <Field path="vipOrders" label="付款单数">
              {number('vipOrders', 'VIP 群付款单数')}
            </Field>
            <Field path="vipFen" label="付款金额（减退款）">
              <MoneyInput fen={draft.vipFen} label="VIP 群付款金额" onWrong={setNoAmount} onChange={(fen) => edit({ vipFen: fen ?? 0 })} />
            </Field>
          </div>
        </Panel>
        <Panel title="普通群">
          <Field path="ordinaryOrders" label="付款单数" hint="没有达到 VIP 群的客户。填 0 表示不邀请进普通群。">
            {number('ordinaryOrders', '普通群付款单数')}
          </Field>
          <RulesMeta book={of.book} />
        </Panel>
      </RulesFrame>
    </>
  )
}
