import type { AttributionBook, GuideFigure, GuideOrder, GuideReplies, HandoverBook, Leaderboard, PersonalGuide, Replies } from '../shared/api/shapes-performance'
import { guides } from './community.ts'
import { ago, id } from './goods.ts'
import { members } from './office.ts'

/** The second guide lacks two days, and nobody has written to the last one. */
const replies = (place: number): Replies => place > 2
  ? { chats: null, messages: null, replyRate: null, replySeconds: null, blocked: null, daysRead: 0, daysUnread: 27 }
  : { chats: 214 - place * 41, messages: 1_032 - place * 205, replyRate: 9_640 - place * 870, replySeconds: 240 + place * 420, blocked: place, daysRead: 27 - place * 2, daysUnread: place === 1 ? 2 : 0 }

const figures: GuideFigure[] = guides.map((guide, place) => {
  const keptFen = Math.max(0, 1_284_600 - place * 263_150)
  return { userId: guide.userId, name: guide.name, avatarUrl: null, isActive: guide.isActive, touches: 96 - place * 14, openings: 61 - place * 9, visitors: 47 - place * 7, gained: 18 - place * 2, lost: place, orders: 33 - place * 6, buyers: 27 - place * 5, paidFen: keptFen + 12_900, keptFen, commissionFen: Math.floor(keptFen * 0.02), tasksDone: 21 - place * 3, replies: replies(place) }
})

/** The same figures whenever; the period is the one that was asked for. */
export function leaderboard(query: URLSearchParams): Leaderboard {
  const period = (query.get('period') ?? 'month') as Leaderboard['period']
  const day = query.get('day') ?? '2026-11-28'
  const at = new Date(`${day}T00:00:00Z`)
  const spans = { day: [0, 0], week: [-((at.getUTCDay() + 6) % 7), 6], month: [1 - at.getUTCDate(), 29] } as const
  const first = new Date(at.getTime() + spans[period][0] * 86_400_000)
  const last = new Date(first.getTime() + spans[period][1] * 86_400_000)
  return { period, firstDay: first.toISOString().slice(0, 10), lastDay: last.toISOString().slice(0, 10), guides: figures, unattributedOrders: 41, unattributedFen: 903_400, repliesProblem: null }
}

/** Ten days, of which one was not read. */
export const guideReplies: GuideReplies = {
  total: replies(1), problem: null,
  days: Array.from({ length: 10 }, (_, place) => {
    const isRead = place !== 4
    const told = isRead ? { chats: 12 - place, messages: 61 - place * 4, replyRate: place === 7 ? null : 9_200 - place * 110, replySeconds: place === 7 ? null : 180 + place * 30, blocked: place % 4 === 3 ? 1 : 0, gained: place % 3 } : { chats: null, messages: null, replyRate: null, replySeconds: null, blocked: null, gained: null }
    return { day: `2026-11-${27 - place}`, isRead, ...told }
  }),
}

const WHY: [GuideOrder['rule'], string, GuideOrder['touchKind']][] = [
  ['touch', '付款前最后打开的是 林小满 发的话术（11 月 27 日 20:14），在 7 天的窗口内', 'script'],
  ['coupon', '使用了 林小满 发放的「孕期礼包立减 30 元」（2026 年 11 月 20 日）', null],
  ['follow', '付款时是 林小满 的企业微信客户（2026 年 3 月 2 日 添加，取最近添加的导购）', null],
  ['personal', '付款时 林小满 是会员的专属导购（2026 年 10 月 8 日 起）', null],
]
export const orders: GuideOrder[] = Array.from({ length: 26 }, (_, place) => {
  const [rule, why, touchKind] = WHY[place % WHY.length] as (typeof WHY)[number]
  const keptFen = 12_900 + place * 1_730
  return { orderId: id(3, place), number: `2611280915${String(10_000_000 + place * 37)}`.slice(0, 18), title: ['待产包 26 件', '有机棉连体衣', '婴儿保湿乳'][place % 3] as string, paidAt: ago(place * 300 + 12), paidFen: keptFen + (place % 5 ? 0 : 9_900), keptFen, rule, why, rate: 200, commissionFen: Math.floor(keptFen * 0.02), touchId: touchKind ? id(70, place) : null, touchKind, rulesVersion: 2 }
})

export const attribution: AttributionBook = {
  version: 2, at: ago(4_000), by: '林晚',
  rules: { order: ['personal', 'touch', 'coupon'], windows: { welcome: 7, script: 7, coupon: 7, post: 3, massMessage: 3, moment: 3 }, couponDays: 30, follow: 'last', commission: { personal: 300, touch: 200, coupon: 200, follow: 50 } },
}
export const handover: HandoverBook = { version: 1, at: ago(9_000), by: '林晚', rules: { isOn: true, spendFen: 500_000, spendDays: 365, levels: ['diamond'], tagIds: [], onConcierge: true, guides: ['guide-1', 'guide-2'], choice: 'round_robin' } }

export const personalGuides: PersonalGuide[] = Array.from({ length: 14 }, (_, place) => {
  const guide = guides[place % 3]
  const member = members[place % members.length]
  return {
    id: id(71, place), memberId: member?.id ?? '', nickname: member?.nickname ?? '', levelName: member?.levelName ?? '', userId: guide?.userId ?? '', guideName: guide?.name ?? '', isServing: true, isContact: place % 3 !== 1,
    how: (['rule', 'rule', 'operator', 'replacement'] as const)[place % 4] ?? 'rule', reason: ['近 365 天实付 6240 元，达到 5000 元的专属服务门槛', '达到「钻禾会员」等级', '林晚 指定：会员要求换一位熟悉护肤的导购', '原专属导购 罗青 已离职，由 林小满 接手'][place % 4] ?? '',
    since: ago(place * 2_000 + 40), endedAt: null, endedWhy: null, told: (['told', 'told', 'waiting', 'unreachable'] as const)[place % 4] ?? 'told',
    toldMember: (['sent', 'no_grant', 'waiting', 'refused'] as const)[place % 4] ?? 'sent', toldMemberWhy: place % 4 === 3 ? '用户拒绝接受消息' : null,
  }
})
