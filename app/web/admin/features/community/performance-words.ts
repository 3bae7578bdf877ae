import type { AttributionRule, AttributionRules, GuideFigure, GuideOrder, HandoverRules, PersonalGuide } from '../../../shared/api/shapes-performance'
import { price } from '../../../shared/format/money'
import type { FieldProblems } from '../../shared/form/Field'

export type PeriodKind = 'day' | 'week' | 'month'
export const PERIODS: { value: PeriodKind; label: string }[] = [{ value: 'day', label: '日' }, { value: 'week', label: '周' }, { value: 'month', label: '月' }]

export const RULE_TEXT: Record<GuideOrder['rule'], string> = { personal: '专属导购', touch: '触达', coupon: '优惠券', follow: '好友关系', none: '未归因' }
export const RULE_ABOUT: Record<AttributionRule, string> = {
  personal: '付款时会员的专属导购',
  touch: '付款前在窗口期内最后打开的链接，归发出它的导购或社群内容',
  coupon: '订单用了导购发放的优惠券，归发券的导购',
  follow: '付款时会员是谁的企业微信客户，就归谁',
}
export const RULES: AttributionRule[] = ['personal', 'touch', 'coupon', 'follow']
export const KIND_TEXT = { welcome: '欢迎语', script: '话术', coupon: '优惠券', post: '社群内容', mass_message: '群发消息', moment: '朋友圈' } as const
export const WINDOW_FIELDS: { name: keyof AttributionRules['windows']; label: string }[] = [
  { name: 'welcome', label: '欢迎语' }, { name: 'script', label: '话术' }, { name: 'coupon', label: '优惠券消息' }, { name: 'post', label: '社群内容' }, { name: 'massMessage', label: '群发消息' }, { name: 'moment', label: '朋友圈' },
]
export const DAYS_MAX = 90
export const RATE_MAX = 50

export const HOW_TEXT: Record<PersonalGuide['how'], string> = { rule: '达到门槛', operator: '人工指定', replacement: '接手' }
export const TOLD_TEXT: Record<PersonalGuide['told'], string> = { waiting: '正在通知', told: '已通知', unreachable: '没有送达', refused: '企业微信拒绝了消息' }
export const TOLD_MEMBER_TEXT: Record<PersonalGuide['toldMember'], string> = { no_template: '没有发', untold: '没有发', no_grant: '没有发', waiting: '正在发送', sending: '正在发送', sent: '已发送', refused: '没有送达', unknown: '不确定' }
/** Why no message has reached the member, who finds the card in 我的 whatever happens. */
export function notToldWhy({ toldMember, toldMemberWhy }: PersonalGuide): string | null {
  if (toldMember === 'no_template') return '店铺没有设置这个消息模板'
  if (toldMember === 'untold') return '还没有安排消息'
  if (toldMember === 'no_grant') return '会员没有同意接收，只能在「我的」里看到'
  if (toldMember === 'unknown') return '微信没有应答，为免打扰不再重发'
  return toldMember === 'refused' ? (toldMemberWhy ?? '微信拒绝了消息') : null
}

const DAY_MS = 86_400_000

/** The day in Shanghai, `2026-11-28`. */
export const shanghaiDay = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10)

/** The day that lies one period earlier or later. */
export function moved(kind: PeriodKind, firstDay: string, step: 1 | -1): string {
  const first = Date.parse(`${firstDay}T00:00:00Z`)
  if (kind !== 'month') return new Date(first + step * (kind === 'day' ? DAY_MS : 7 * DAY_MS)).toISOString().slice(0, 10)
  const date = new Date(first)
  return new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + step, 1)).toISOString().slice(0, 10)
}

const dayText = (day: string): string => `${Number(day.slice(5, 7))} 月 ${Number(day.slice(8, 10))} 日`
export function periodText(kind: PeriodKind, firstDay: string, lastDay: string): string {
  const year = `${firstDay.slice(0, 4)} 年 `
  if (kind === 'day') return year + dayText(firstDay)
  return kind === 'month' ? `${year}${Number(firstDay.slice(5, 7))} 月` : `${year}${dayText(firstDay)} – ${dayText(lastDay)}`
}

export const percentText = (rate: number): string => `${rate / 100}%`

export interface FigureColumn {
  key: keyof GuideFigure & ('touches' | 'openings' | 'visitors' | 'gained' | 'lost' | 'orders' | 'buyers' | 'keptFen' | 'commissionFen' | 'tasksDone')
  title: string
  hint?: string
  money?: boolean
}
export const FIGURES: FigureColumn[] = [
  { key: 'keptFen', title: '销售额', money: true, hint: '实付减去退款' }, { key: 'orders', title: '订单' }, { key: 'buyers', title: '买家' }, { key: 'commissionFen', title: '提成参考', money: true, hint: '按归因时的比例逐单计算，不足一分舍去；只作展示，不发放' },
  { key: 'touches', title: '触达', hint: '这段时间发出的链接' }, { key: 'openings', title: '打开次数', hint: '半小时内再次打开算一次' }, { key: 'visitors', title: '打开人数' },
  { key: 'gained', title: '新增客户' }, { key: 'lost', title: '流失客户', hint: '不含转接' }, { key: 'tasksDone', title: '完成任务' },
]
export const figureText = (row: GuideFigure, { key, money }: FigureColumn): string => {
  const value = row[key]
  return money ? price(value) : value.toLocaleString('zh-CN')
}

export function checkAttribution(rules: AttributionRules): FieldProblems {
  return rules.order.length ? {} : { order: '请至少开启一条规则' }
}

export function checkHandover(rules: HandoverRules): FieldProblems {
  if (!rules.isOn) return {}
  const found: FieldProblems = {}
  if (!rules.guides.length) found['guides'] = '请至少选择一位导购'
  if (!rules.spendFen && !rules.levels.length && !rules.tagIds.length && !rules.onConcierge) found['spendFen'] = '请至少设一个门槛'
  return found
}
