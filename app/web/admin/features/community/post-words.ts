import type { GroupPostView, PostContent, PostRules, PostSendView, PostWeek } from '../../../shared/api/shapes-community'
import type { FieldProblems } from '../../shared/form/Field'

export type PostState = GroupPostView['state']
export type TargetKind = PostContent['target']['kind']
export type AttachmentKind = NonNullable<PostContent['attachment']>['kind']

export const TEXT_BYTES_MAX = 4_000
export const PICTURES_MAX = 8
const DAY_MS = 86_400_000
const SHANGHAI_MS = 8 * 3_600_000

export const POST_TEXT: Record<PostState, string> = { draft: '草稿', planned: '已安排', sending: '发送中', sent: '已交给群主', failed: '没有发出', unknown: '结果未知', cancelled: '已取消', withdrawn: '已撤回' }
export const POST_TONE: Record<PostState, string> = { draft: 'draft', planned: 'open', sending: 'pending', sent: 'active', failed: 'problem', unknown: 'problem', cancelled: 'cancelled', withdrawn: 'cancelled' }
export const SEND_TEXT: Record<PostSendView['state'], string> = { planned: '排队中', starting: '发送中', made: '待群主确认', failed: '没有发出', unknown: '结果未知', withdrawing: '正在撤回', withdrawn: '已撤回' }
export const TARGET_TEXT: Record<TargetKind, string> = { all: '全部群', vip: 'VIP 群', ordinary: '普通群', free: '自由群', chats: '指定的群' }
export const ATTACHMENT_TEXT: Record<AttachmentKind, string> = { coupon: '优惠券', review: '买家评价', flash_sale: '秒杀', group_buy: '拼团', product: '商品' }
export const CHAT_TEXT: Record<string, string> = { waiting: '等待发送', sent: '已送达', failed: '没有送达', withdrawn: '已撤回' }

export const LIMIT_TEXT: Record<PostRules['wecom'], string> = { month_days: '每月和当月天数一样多（默认）', week_7: '每周 7 条', day_1: '每天 1 条', month_4: '每月 4 条（旧规则）' }
const SPAN_TEXT: Record<PostRules['wecom'], string> = { month_days: '本月', week_7: '本周', day_1: '当天', month_4: '本月' }
export const PER_DAY_MAX = 10
export const perDayMax = (wecom: PostRules['wecom']): number => (wecom === 'day_1' ? 1 : PER_DAY_MAX)

/** What the fullest group has had and will have, of what WeCom allows in the span. */
export function useText(use: PostWeek['use']): string {
  const { wecom = 'month_days', perDay = 1 } = use.rules
  const span = `${SPAN_TEXT[wecom]}（${dayText(use.startsOn)}至${dayText(use.endsOn)}）`
  const most = use.most === 0 ? '还没有安排' : `最多的群「${use.chatName || '未命名的群'}」已排 ${use.most} 条`
  return `${span}每个群最多 ${use.allowed} 条，${most}${use.full ? `，${use.full} 个群已满` : ''}；每天最多 ${perDay} 条。`
}

/** Whether a message waits for its owner, so that it can be taken back. */
export const mayWithdraw = (send: PostSendView): boolean => send.state === 'made' && send.isFound && send.confirmedAt === null

export interface PostDraft {
  text: string
  pictures: { id: string; url: string }[]
  productId: string | null
  cardTitle: string
  /** A card to the home page keeps its own picture. */
  mediaId: string | null
  attachment: AttachmentKind | null
  ref: string | null
  target: TargetKind
  chatIds: string[]
  /** A message for each group. */
  byChat: boolean
  plannedAt: string | null
}

export const bytesOf = (text: string): number => new TextEncoder().encode(text).length

export const mayChange = (state: PostState): boolean => state === 'draft' || state === 'planned'

export const emptyPost = (at: string | null): PostDraft => ({ text: '', pictures: [], productId: null, cardTitle: '', mediaId: null, attachment: null, ref: null, target: 'all', chatIds: [], byChat: false, plannedAt: at })

export function postDraftOf(post: GroupPostView): PostDraft {
  const { content } = post
  return {
    text: content.text,
    pictures: content.pictureIds.map((id, place) => ({ id, url: post.pictureUrls[place] ?? '' })),
    productId: content.card?.productId ?? null,
    cardTitle: content.card?.title ?? '',
    mediaId: content.card?.mediaId ?? null,
    attachment: content.attachment?.kind ?? null,
    ref: content.attachment?.ref ?? null,
    target: content.target.kind,
    chatIds: [...(content.target.chatIds ?? [])],
    byChat: content.byChat ?? false,
    plannedAt: post.plannedAt,
  }
}

export function postBodyOf(draft: PostDraft) {
  const hasCard = draft.productId !== null || draft.mediaId !== null
  return {
    text: draft.text.trim(),
    pictureIds: draft.pictures.map((one) => one.id),
    card: hasCard ? { title: draft.cardTitle.trim(), productId: draft.productId, mediaId: draft.mediaId } : null,
    attachment: draft.attachment ? { kind: draft.attachment, ref: draft.attachment === 'product' ? draft.productId : draft.ref } : null,
    target: { kind: draft.target, chatIds: draft.target === 'chats' ? draft.chatIds : [] },
    byChat: draft.byChat,
    plannedAt: draft.plannedAt,
  }
}

export function checkPost(draft: PostDraft): FieldProblems {
  const found: FieldProblems = {}
  if (!draft.text.trim()) found['text'] = '请填写文字内容'
  else if (bytesOf(draft.text.trim()) > TEXT_BYTES_MAX) found['text'] = '文字太长，最多 4000 字节（约 1300 个汉字）'
  if (draft.target === 'chats' && draft.chatIds.length === 0) found['target'] = '请选择要发到哪些群'
  if (draft.attachment === 'product' && !draft.productId) found['attachment'] = '请先选择卡片打开的商品'
  else if (draft.attachment && draft.attachment !== 'product' && !draft.ref) found['attachment'] = '请选择关联的内容'
  if (!draft.plannedAt) found['plannedAt'] = '请选择发送时间'
  return found
}

/** `2025-11-20` of a moment, in Shanghai. */
export const dayOf = (at: string): string => new Date(Date.parse(at) + SHANGHAI_MS).toISOString().slice(0, 10)

/** The seven days from a Monday on. */
export const daysOf = (monday: string): string[] => Array.from({ length: 7 }, (_, number) => addDays(monday, number))

export const addDays = (day: string, days: number): string => new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10)

const WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六']
export const weekdayOf = (day: string): string => WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()] ?? ''

/** `11月20日`. */
export const dayText = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`

/** `10:00`, in Shanghai. */
export const timeOf = (at: string): string => new Date(Date.parse(at) + SHANGHAI_MS).toISOString().slice(11, 16)

export function gapText(gaps: readonly string[]): string {
  return gaps.length === 0 ? '每天都有内容' : `${gaps.map(weekdayOf).join('、')}没有内容`
}

export function progressText(post: GroupPostView): string {
  if (post.owners === 0) return TARGET_TEXT[post.content.target.kind]
  return `${post.confirmed}/${post.owners} ${post.content.byChat ? '条已确认' : '位群主已确认'}，送达 ${post.delivered}/${post.chats} 个群`
}
