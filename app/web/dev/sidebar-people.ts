import type { Contact, CouponTab, Profile, ScriptTab, Shopping, Suggestion, Tag } from '../sidebar/shared/shapes'
import { ago, id, image } from './goods.ts'

const tags: Tag[] = [
  ['孕晚期', '生命阶段', '预产期在 12 周以内', ['孕 32 周']], ['待产包意向', '意向', '7 天内看待产包 3 次以上', ['7 天看了 5 次', '停留 6 分 12 秒']], ['高客单', '价值', '近一年客单价在前 20%', ['客单 286.00 元']],
  ['周末活跃', '习惯', '六成以上的访问在周末', ['12 次访问里 8 次在周末']], ['爱用券', '习惯', '一半以上的订单用了券', ['9 单里 6 单用券']], ['复购快', '价值', '两单之间中位数少于 30 天', ['中位 21 天']],
].map(([name, family, definition, figures], place) => ({ id: place + 1, name: name as string, family: family as string, definition: definition as string, figures: figures as string[] }))

export const much: Suggestion = { templateId: id(70, 1), name: '待产包还在挑', text: '小满妈妈，看您这周在挑待产包，冬天生宝宝建议带上加厚的那款，里面的产褥垫和帽子都换成了厚的。要不要我把清单发给您对一下？', why: '7 天看了 5 次「云柔待产包」，还没有买', card: { productId: id(2, 0), title: '云柔待产包 14 件套', imageUrl: image(0) }, sentAt: null }
const suggestions: Suggestion[] = [
  much,
  { templateId: id(70, 2), name: '润肤霜该续了', text: '上次的润肤霜用了快两个月，应该见底了。现在两支装比单支每支省 8 元。', why: '56 天前买过「羊脂润肤霜」，平均 60 天用完', card: { productId: id(2, 2), title: '羊脂润肤霜 50g', imageUrl: image(2) }, sentAt: ago(1_500) },
  { templateId: id(70, 3), name: '问候', text: '最近睡得还好吗？天冷了，注意保暖。', why: '12 天没有聊过', card: null, sentAt: null },
]

const shopping: Shopping = {
  memberId: id(4, 1), levelName: '暖叶会员', paidPlan: '', joinedAt: ago(300_000), lifeStage: '孕晚期', insight: '孕 32 周，近 7 天看了 5 次待产包，购物车有 2 件', orders: 9, spentFen: 257_400, daysSinceLast: 12, tags, rfm: { r: 4, f: 3, m: 5, segment: '重要价值' },
  live: { isActive: true, lastAt: ago(2), text: '正在看「云柔待产包」' },
  cart: { lines: 2, quantity: 3, goodsFen: 35_700, isAbandoned: true, items: [0, 1].map((place) => ({ product: { id: id(2, place), title: ['云柔待产包 14 件套', '小月龄洗脸巾 80 抽'][place] as string, imageUrl: image(place), priceFen: 9_900 }, optionText: place ? '' : '冬季加厚', quantity: place + 1, addedAt: ago(180) })) },
}
const base: Contact = { contactId: 'wmMuch', name: '小满妈妈', remark: '小满妈妈 预产期2月 二胎', avatarUrl: image(3), gender: 2, addedAt: ago(90_000), corpTags: ['门店扫码', '孕晚期'], shopping, counts: { eventsWeek: 31, orders: 9, afterSales: 1, coupons: 3, tasks: 2, notes: 2 } }
const none = { eventsWeek: 0, orders: 0, afterSales: 0, coupons: 0, tasks: 0, notes: 0 }

export function contactOf(contactId: string): Contact {
  if (contactId === 'wmNone') return { ...base, contactId, name: 'Coco🌿', remark: '', avatarUrl: null, corpTags: [], shopping: null, counts: none }
  if (contactId === 'wmLittle')
    return { ...base, contactId, name: '等风来', remark: '', avatarUrl: null, corpTags: [], counts: none, shopping: { ...shopping, insight: '', orders: 0, spentFen: 0, daysSinceLast: null, tags: [], live: { isActive: false, lastAt: null, text: '' }, cart: { lines: 0, quantity: 0, goodsFen: 0, isAbandoned: false, items: [] } } }
  return { ...base, contactId, name: contactId === 'wmOther' ? '麦穗' : base.name }
}

export function profileOf(contactId: string): Profile {
  const isNew = contactId === 'wmLittle'
  const liked = (place: number, name: string, why: string) => ({ id: id(2, place), name, imageUrl: image(place), views: 5, bought: place, why })
  return {
    memberId: id(4, 1), levelName: '暖叶会员', joinedAt: ago(300_000), place: isNew ? null : '浙江 杭州', birthday: isNew ? null : '8 月 12 日', children: isNew ? [] : ['哥哥，3 岁 2 个月', '预产期 2 月'], orders: isNew ? 0 : 9, spentFen: isNew ? 0 : 257_400, averageFen: isNew ? null : 28_600,
    daysSinceLast: isNew ? null : 12, points: isNew ? 0 : 1_286, rfm: isNew ? { r: null, f: null, m: null, segment: null } : shopping.rfm, tags: isNew ? [] : tags,
    products: isNew ? [] : [liked(0, '云柔待产包 14 件套', '90 天看了 11 次，还没有买'), liked(2, '羊脂润肤霜 50g', '买过 3 次')], categories: isNew ? [] : [liked(5, '孕产', '占浏览的一半'), liked(6, '护肤', '买过 4 次')],
    options: isNew ? [] : [{ name: '尺码', value: 'L', lines: 3 }], coupons: isNew ? [] : [['满 200 减 20', true], ['无门槛 5 元', false]].map(([summary, expiresSoon], place) => ({ id: id(71, place), name: '老客专享', summary: summary as string, scopeText: '全场可用', validUntil: ago(-2_000 - place * 20_000), expiresSoon: expiresSoon as boolean })),
  }
}

export const scriptTab = (contactId: string): ScriptTab =>
  contactId === 'wmLittle' ? { items: [], sent: [] } : { items: suggestions, sent: [{ id: id(72, 1), kind: 'script', templateName: '润肤霜该续了', text: '上次的润肤霜快用完了吧，两支装更划算', withCard: true, isEdited: true, sentAt: ago(1_500) }] }

export const offers = (contactId: string): CouponTab => ({
  allowance: { month: '2026-11', couponsMax: 30, couponsUsed: 22, valueMaxFen: 60_000, valueUsedFen: 41_000 },
  items: [['满 200 减 20', 2_000, null], ['满 99 减 8', 800, null], ['无门槛 30 元', 3_000, 'TA 已经有 1 张，不能再领'], ['包邮券', 800, null]].map(([summary, worthFen, refusal], place) => ({
    templateId: id(73, place), name: '导购专享', kind: 'threshold' as never, summary: summary as string, scopeText: '全场可用', validityText: '领取后 7 天', worthFen: worthFen as number, remaining: 120, claimed: refusal ? 1 : 0, perMemberMax: 1, refusal: refusal as string | null,
  })),
  granted: contactId === 'wmLittle' ? [] : [{ id: id(74, 1), name: '导购专享', summary: '满 99 减 8', worthFen: 800, grantedAt: ago(9_000) }],
})
