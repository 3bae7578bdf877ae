import type { AdjustmentRow, Liability, PointsFlow, PointsLine, PointsRule, PointsView } from '../../../../shared/api/shapes-points'
import type { FieldProblems } from '../../../shared/form/Field'

/** `1234567` → `1,234,567`. */
export const countText = (count: number): string => `${count < 0 ? '−' : ''}${String(Math.abs(count)).replace(/\B(?=(\d{3})+$)/g, ',')}`

/** With its sign: `+1,200`, `−300`. */
export const signedText = (count: number): string => (count > 0 ? `+${countText(count)}` : countText(count))

export interface RuleField {
  name: keyof PointsRule
  label: string
  unit: string
  hint: string
  least: number
  most: number
}

/** The figures of the rule in the order of the form; the limits are the server's. */
export const RULE_FIELDS: readonly RuleField[] = [
  { name: 'earnPerYuan', label: '每元积分', unit: '积分', hint: '订单完成后，每实付 1 元得多少。会员等级的倍数另算。填 0 就不送。', least: 0, most: 100 },
  { name: 'expireMonths', label: '有效月数', unit: '个月', hint: '得到之后，过几个月到月末到期：填 12，今年 11 月得到的到明年 11 月底。', least: 1, most: 60 },
  { name: 'redeemPerYuan', label: '抵 1 元所需积分', unit: '积分', hint: '会员手里已有的积分也按新的比例抵扣。', least: 1, most: 100_000 },
  { name: 'redeemMaxPercent', label: '最高抵扣比例', unit: '%', hint: '最多抵商品金额的百分之几，运费不能抵。填 0 就不能用积分。', least: 0, most: 100 },
  { name: 'redeemMin', label: '起用积分', unit: '积分', hint: '一单至少用多少。', least: 1, most: 1_000_000 },
  { name: 'redeemStep', label: '每次使用的倍数', unit: '积分', hint: '一单用的积分是它的整数倍。', least: 1, most: 100_000 },
  { name: 'returnDays', label: '退回积分的保留天数', unit: '天', hint: '退款退回的积分若快到期，至少再保留这么久。', least: 1, most: 366 },
  { name: 'approvalAbove', label: '需要复核的数额', unit: '积分', hint: '人工调整超过它，要由另一位同事同意才生效。', least: 0, most: 10_000_000 },
]

/** What is wrong with the figures, by field; null is an empty field. */
export function checkRule(draft: Readonly<Record<string, number | null>>): FieldProblems {
  const wrong = RULE_FIELDS.filter(({ name, least, most }) => {
    const value = draft[name]
    return value == null || !Number.isInteger(value) || value < least || value > most
  })
  return Object.fromEntries(wrong.map(({ name, label, least, most }) => [name, `${label}请填写 ${least} 到 ${most}`]))
}

/** The rule as members read it: word for word what the server makes of the same figures (a test compares them). */
export function sentencesOf(rule: PointsRule): string[] {
  return [
    rule.earnPerYuan ? `订单完成后，每实付 1 元得 ${rule.earnPerYuan} 积分，会员等级可翻倍；退款会扣回相应积分` : '购物暂不赠送积分',
    `积分在获得之后的第 ${rule.expireMonths} 个月月末到期，先到期的先使用`,
    rule.redeemMaxPercent
      ? `${rule.redeemPerYuan} 积分抵 1 元，满 ${leastUsed(rule)} 积分可用，每次按 ${rule.redeemStep} 积分使用，最多抵商品金额的 ${rule.redeemMaxPercent}%`
      : '积分暂时不能抵扣现金',
    `用积分抵扣的订单退款时，积分原路退回，至少保留 ${rule.returnDays} 天`,
    '如果退款时积分已经用完，会先记为待扣积分，从以后获得的积分里抵扣，不影响购物',
  ]
}

/** The least that an order can use: whole steps, and no less than the minimum. */
export const leastUsed = ({ redeemMin, redeemStep }: PointsRule): number => Math.ceil(redeemMin / redeemStep) * redeemStep

/** Where two rules differ, in words: what stands there now, and what was typed. */
export const differences = (stored: PointsRule, typed: Readonly<Record<string, number | null>>): string[] =>
  RULE_FIELDS.filter(({ name }) => stored[name] !== typed[name]).map(({ name, label }) => `${label}：现在是 ${stored[name]}，您填的是 ${typed[name] ?? '空'}`)

/** Points end with a day: `until` is the first moment after it. */
export const lastMoment = (until: string): string => new Date(Date.parse(until) - 1).toISOString()

export const balanceNotes = ({ held, owed }: PointsView): string[] => [
  ...(held ? [`冻结 ${countText(held)}：用在待付款的订单里，付款后扣除，取消会退回`] : []),
  ...(owed ? [`待扣 ${countText(Math.abs(owed))}：退款时积分已经用掉，从以后获得的积分里抵扣`] : []),
]

/** The figure of one booking and, beside it, what it did to held points. */
export function lineFigure({ points, heldPoints }: PointsLine): { text: string; note: string } {
  if (points) return { text: signedText(points), note: heldPoints > 0 ? '冻结' : heldPoints < 0 ? '解冻' : '' }
  return { text: '', note: heldPoints < 0 ? `冻结的 ${countText(-heldPoints)} 已扣` : heldPoints > 0 ? `冻结 ${countText(heldPoints)}` : '' }
}

export const STATE_TEXT: Record<AdjustmentRow['state'], string> = { waiting: '待复核', done: '已执行', rejected: '已驳回' }
export const STATE_TONE: Record<AdjustmentRow['state'], string> = { waiting: 'open', done: 'done', rejected: 'off' }

/** What agreeing or rejecting does, before it is done. */
export const decisionEffects = (row: AdjustmentRow, agreed: boolean): string[] =>
  agreed
    ? [`${row.nickname} 的积分 ${signedText(row.points)}，立刻生效`, row.points > 0 ? '到期时间按现在的积分规则算' : '会员可用积分不够时不会扣，也不会改动', '会员在积分明细里看得到原因，审计里记下您的名字']
    : [`${row.nickname} 的积分不变`, '这笔申请就此结束，需要时可以重新提交']

/** What can be checked before a person's points are changed; null: it may be sent. */
export function adjustmentNote(points: number, available: number, approvalAbove: number): { tone: 'warn' | 'plain'; text: string } | null {
  if (!points) return null
  if (-points > available) return { tone: 'warn', text: `会员只有 ${countText(available)} 可用积分` }
  if (Math.abs(points) > approvalAbove) return { tone: 'warn', text: `超过 ${countText(approvalAbove)} 积分，需要另一位同事复核后才生效` }
  return { tone: 'plain', text: `之后可用 ${countText(available + points)} 积分` }
}

/** The title of the chart of ends: the month in which most end. */
export function endsMessage(byEnd: Liability['byEnd']): string {
  const most = byEnd.reduce<Liability['byEnd'][number] | null>((top, one) => (one.points > (top?.points ?? 0) ? one : top), null)
  return most ? `${monthText(most.month)}到期最多，${countText(most.points)} 积分` : '还没有会到期的积分'
}

/** The title of the chart of months: how much of what was granted came back as a payment. */
export function flowsMessage(flows: readonly PointsFlow[]): string {
  const granted = flows.reduce((sum, flow) => sum + flow.granted, 0)
  const redeemed = flows.reduce((sum, flow) => sum + flow.redeemed, 0)
  if (granted <= 0) return '近 12 个月还没有发放积分'
  return `近 12 个月发放 ${countText(granted)}，用掉 ${countText(redeemed)}（${Math.round((redeemed / granted) * 100)}%）`
}

/** `2026-11` → `2026年11月`. */
export const monthText = (month: string): string => month.replace(/^(\d{4})-0?(\d{1,2})$/, '$1年$2月')
