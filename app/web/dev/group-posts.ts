import type { ChatChoice, FeaturedReview, GroupPostDetail, GroupPostView, PostContent, PostRulesBook, PostWeek } from '../shared/api/shapes-community'
import { ago, id, image } from './goods.ts'

const DAY = 86_400_000
const SHANGHAI = 8 * 3_600_000
const monday = (): number => {
  const today = new Date(Date.now() + SHANGHAI)
  const past = (today.getUTCDay() + 6) % 7
  return Math.floor(today.getTime() / DAY) * DAY - past * DAY - SHANGHAI
}
const at = (day: number, hour: number): string => new Date(monday() + day * DAY + hour * 3_600_000).toISOString()

export const chats: ChatChoice[] = ['杭州新手妈妈群', '上海辅食交流群', '会员福利一群', '会员福利二群'].map((name, place) => ({ chatId: `chat-${place}`, name, kind: place > 1 ? 'vip' : 'ordinary', owner: `guide-${(place % 2) + 1}`, ownerName: place % 2 ? '周雨晴' : '林小满', members: 86 + place * 31 }))

const content = (text: string, more: Partial<PostContent> = {}): PostContent => ({ text, pictureIds: [], card: null, attachment: null, target: { kind: 'all', chatIds: [] }, byChat: false, ...more })
const post = (place: number, state: GroupPostView['state'], plannedAt: string, of: PostContent, more: Partial<GroupPostView> = {}): GroupPostView => ({
  id: id(70, place), content: of, plannedAt, state, version: 2, madeAt: ago(5_000), madeBy: '小周', problem: null, pictureUrls: of.pictureIds.map((_, number) => image(number + place)),
  cardTitle: of.card ? '有机棉连体衣' : null, cardPictureUrl: of.card ? image(3) : null, attachmentName: null, chats: 0, delivered: 0, owners: 0, confirmed: 0, ...more,
})
export const reviews: FeaturedReview[] = [{ id: id(71, 1), kind: 'review', author: '小**妈', stars: 5, body: '穿了一个月，洗了几次也不变形。', pictureUrl: null, productId: id(2, 1), title: '有机棉连体衣', featuredAt: ago(4_000) }]
export const rules: PostRulesBook = { rules: { wecom: 'month_days', perDay: 2 }, version: 0, at: null, by: '' }
const card = { title: '', productId: id(2, 1), mediaId: null }

const posts: GroupPostView[] = [
  post(1, 'sent', at(0, 10), content('周一上新：有机棉连体衣到店，三种颜色。\n点开卡片看尺码，前两百件送口水巾。', { card, pictureIds: [id(7, 1), id(7, 2)] }), { chats: 4, delivered: 4, owners: 2, confirmed: 2 }),
  post(2, 'unknown', at(1, 20), content('今晚八点讲睡眠引导，想听的在群里说一声。'), { chats: 4, delivered: 2, owners: 2, confirmed: 1, problem: '有群主的群发结果未知：请到企业微信确认是否已创建，再选择已发出或重新发送' }),
  post(3, 'planned', at(6, 10), content('会员日：纸尿裤满 299 减 40，仅限会员群。', { target: { kind: 'vip', chatIds: [] } })),
]
const sends: GroupPostDetail['sends'] = [
  { owner: 'guide-1', chatId: '', guideName: '林小满', chatName: '', isFound: true, state: 'made', chats: 2, delivered: 2, confirmedAt: ago(600), remindedAt: null, problem: null },
  { owner: 'guide-2', chatId: '', guideName: '周雨晴', chatName: '', isFound: true, state: 'made', chats: 2, delivered: 2, confirmedAt: ago(540), remindedAt: ago(560), problem: null },
]

function detailOf(one: GroupPostView): GroupPostDetail {
  const begun = one.owners > 0
  const own = one.state === 'unknown' ? sends.map((send, place) => (place ? { ...send, state: 'unknown' as const, isFound: false, delivered: 0, confirmedAt: null, problem: '企业微信没有回应，不知道群发是否已创建' } : send)) : sends
  return {
    post: one,
    sends: begun ? own : [],
    chats: begun ? chats.map((chat, place) => ({ chatId: chat.chatId, name: chat.name, owner: chat.owner, state: one.state === 'unknown' && place % 2 ? 'waiting' : 'sent', sentAt: one.state === 'unknown' && place % 2 ? null : ago(500), result: null })) : [],
    result: begun ? { touches: 2, openings: 143, visitors: 96, orders: 12, buyers: 11, keptFen: 218_760 } : { touches: 0, openings: 0, visitors: 0, orders: 0, buyers: 0, keptFen: 0 },
    orders: begun ? [{ number: '004821', title: '有机棉连体衣', guideName: '林小满', paidAt: ago(300), keptFen: 16_900 }] : [],
  }
}

export function week(day: string | null): PostWeek {
  const start = day ? Date.parse(`${day}T00:00:00+08:00`) : monday()
  const own = posts.filter((one) => Date.parse(one.plannedAt) >= start && Date.parse(one.plannedAt) < start + 7 * DAY)
  const dayName = (moment: number): string => new Date(moment + SHANGHAI).toISOString().slice(0, 10)
  const days = Array.from({ length: 7 }, (_, number) => dayName(start + number * DAY))
  const counted = own.filter((one) => one.state !== 'cancelled')
  const advice = counted.length < 3 ? `本周安排了 ${counted.length} 条，建议每周 3 到 5 条` : ''
  return { startsOn: dayName(start), posts: own, count: counted.length, gaps: days.filter((one) => !counted.some((each) => dayName(Date.parse(each.plannedAt)) === one)), advice, use: { rules: rules.rules, startsOn: `${dayName(start).slice(0, 7)}-01`, endsOn: `${dayName(start).slice(0, 7)}-28`, allowed: 30, most: counted.length, chatName: '会员福利一群', full: 0 }, inDoubt: posts.filter((one) => one.state === 'unknown').map((one) => ({ id: one.id, text: one.content.text, plannedAt: one.plannedAt })) }
}

export const detail = (postId: string): GroupPostDetail | null => {
  const one = posts.find((each) => each.id === postId)
  return one ? detailOf(one) : null
}

/** Posts written, planned, taken back, cancelled and copied. */
export function writePost(path: string, body: Record<string, unknown>): GroupPostDetail | null {
  const [, , , postId, act] = path.split('/')
  const { plannedAt, version: _version, ...of } = body as unknown as PostContent & { plannedAt: string; version?: number }
  if (!postId) {
    const made = post(100 + posts.length, 'draft', plannedAt, of, { version: 1 })
    posts.push(made)
    return detailOf(made)
  }
  const one = posts.find((each) => each.id === postId)
  if (!one) return null
  if (act === 'copy') {
    const made = { ...one, id: id(70, 100 + posts.length), state: 'draft' as const, version: 1, plannedAt: new Date(Date.parse(one.plannedAt) + 7 * DAY).toISOString(), chats: 0, delivered: 0, owners: 0, confirmed: 0, problem: null }
    posts.push(made)
    return detailOf(made)
  }
  if (act === 'plan') one.state = 'planned'
  else if (act === 'take-back') one.state = 'draft'
  else if (act === 'cancel') one.state = 'cancelled'
  else if (act === 'decide') Object.assign(one, { state: 'sent', problem: null })
  else Object.assign(one, { content: of, plannedAt })
  one.version += 1
  return detailOf(one)
}
