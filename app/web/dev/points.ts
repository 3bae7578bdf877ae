import type { AdjustmentRow, Liability, PointsLine, PointsView, RuleView } from '../shared/api/shapes-points'
import { sentencesOf } from '../admin/features/members/points/words.ts'
import { ago, id } from './goods.ts'
import { me, members } from './office.ts'

const DAY_MINUTES = 1_440
const rule = { earnPerYuan: 1, expireMonths: 12, redeemPerYuan: 100, redeemMaxPercent: 50, redeemMin: 100, redeemStep: 100, returnDays: 30, approvalAbove: 1_000 }
export const ruleView = (): RuleView => ({ rule, version: 3, sentences: sentencesOf(rule) })

export const view = (): PointsView => ({ available: 3_460, held: 1_200, owed: 0, worthFen: 3_460, expiring: [{ points: 460, until: ago(-12 * DAY_MINUTES) }, { points: 3_000, until: ago(-200 * DAY_MINUTES) }], rules: sentencesOf(rule) })

const TOLD: readonly (readonly [PointsLine['source'], string, number, number, string])[] = [
  ['checkout', '下单抵扣，付款前暂时冻结', -1_200, 1_200, ''],
  ['adjustment', '人工调整：7 月活动补发', 500, 0, '林知暖'],
  ['checkout', '订单抵扣', 0, -800, ''],
  ['refund', '订单退款，扣回获得的积分', -42, 0, ''],
  ['order', '订单完成，每满 1 元得 1.5 积分（金禾会员 1.5 倍）', 268, 0, ''],
]
export const lines: PointsLine[] = Array.from({ length: 34 }, (_, place) => {
  const [source, words, points, heldPoints, by] = TOLD[place % TOLD.length] as (typeof TOLD)[number]
  return { id: id(40, place), at: ago(place * 700 + 4), source, words, points, heldPoints, by }
})

export const adjustments: AdjustmentRow[] = Array.from({ length: 24 }, (_, place) => {
  const member = members[place % members.length] as (typeof members)[number]
  const state = place < 3 ? ('waiting' as const) : place % 5 === 4 ? ('rejected' as const) : ('done' as const)
  const isOwn = place % 3 === 1
  return {
    id: id(41, place), memberId: member.id, nickname: member.nickname, points: [5_000, -1_200, 2_000, 300, 9_800][place % 5] as number, reason: ['老会员补偿', '误发收回', '门店活动补录', '评价奖励补发', '大额退货补偿，客户已确认'][place % 5] as string, state,
    askedBy: isOwn ? me.id : id(21, 7), askedName: isOwn ? me.name : '周小禾', askedAt: ago(place * 900 + 30), decidedName: state === 'waiting' ? null : '林知暖', decidedAt: state === 'waiting' ? null : ago(place * 900 + 2),
  }
})

export const liability: Liability = {
  available: 1_284_300, held: 8_400, owed: -620, members: 2_431, worthFen: 1_292_700, redeemedPercent: 61,
  byEnd: ['2026-12', '2027-01', '2027-02', '2027-03', '2027-06', '2027-11'].map((month, place) => ({ month, points: [82_000, 120_500, 96_300, 210_000, 305_500, 470_000][place] as number })),
  flows: ['2026-11', '2026-10', '2026-09', '2026-08', '2026-07'].map((month, place) => ({ month, granted: 210_000 - place * 18_000, redeemed: 130_000 - place * 11_000, expired: place * 2_300 })),
}
