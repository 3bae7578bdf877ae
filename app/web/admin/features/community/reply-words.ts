import type { GuideFigure, Replies, ReplyDay } from '../../../shared/api/shapes-performance'

const MINUTE_SECONDS = 60
/** What cannot be said, which is not zero. */
export const UNKNOWN = '–'

export interface ReplyColumn {
  key: 'chats' | 'messages' | 'replyRate' | 'replySeconds' | 'blocked'
  title: string
  hint?: string
  text: (value: number) => string
}

const count = (value: number): string => value.toLocaleString('zh-CN')
export const rateText = (rate: number): string => `${(rate / 100).toFixed(1)}%`
export function waitText(seconds: number): string {
  if (seconds < MINUTE_SECONDS) return '不到 1 分钟'
  const minutes = Math.round(seconds / MINUTE_SECONDS)
  return minutes < 60 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`
}

export const REPLY_COLUMNS: ReplyColumn[] = [
  { key: 'chats', title: '聊天', hint: '发过消息的单聊，不含群聊；按天计数再相加', text: count },
  { key: 'messages', title: '发出消息', hint: '在单聊里发出的消息', text: count },
  { key: 'replyRate', title: '回复率', hint: '客户先开口的聊天里当天回复了的，按每天的聊天数加权；没有聊天就没有回复率', text: rateText },
  { key: 'replySeconds', title: '平均首次回复', hint: '从客户开口到第一次回复，按已回复的聊天加权', text: waitText },
  { key: 'blocked', title: '删除或拉黑', hint: '删除或拉黑这位导购的客户', text: count },
]

export const replyText = (from: Replies | ReplyDay, { key, text }: ReplyColumn): string => {
  const value = from[key]
  return value === null || value === undefined ? UNKNOWN : text(value)
}

/** For sorting: what is not known comes last. */
export const replyValue = (row: GuideFigure, key: ReplyColumn['key']): number => row.replies[key] ?? -1

export const missingText = (days: number): string => `缺 ${days} 天`

/** What has to be said beside the figures. */
export function repliesNote(guides: readonly GuideFigure[], problem: string | null | undefined): string {
  const about = '聊天数据由企业微信按天统计，只含单聊，当天的要到第二天才有。'
  if (problem) return `${about}现在读不到：${problem}`
  return guides.some((row) => row.replies.daysUnread) ? `${about}有些天还没有读到，缺的天数写在数字下面，没有当作 0。` : about
}
