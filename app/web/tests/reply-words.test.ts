import { expect, test } from 'vitest'
import { rateText, REPLY_COLUMNS, repliesNote, replyText, replyValue, waitText } from '../admin/features/community/reply-words.ts'
import type { GuideFigure, Replies } from '../shared/api/shapes-performance.ts'

const NOTHING: Replies = { chats: null, messages: null, replyRate: null, replySeconds: null, blocked: null, daysRead: 0, daysUnread: 3 }
const SOME: Replies = { chats: 1_204, messages: 0, replyRate: 9_667, replySeconds: 180, blocked: 0, daysRead: 3, daysUnread: 0 }
const guide = (replies: Replies): GuideFigure => ({ userId: 'mei', name: '小美', avatarUrl: null, isActive: true, touches: 0, openings: 0, visitors: 0, gained: 0, lost: 0, orders: 0, buyers: 0, paidFen: 0, keptFen: 0, commissionFen: 0, tasksDone: 0, replies })

test('what was not read is not zero', () => {
  expect(REPLY_COLUMNS.map((column) => replyText(NOTHING, column))).toEqual(['–', '–', '–', '–', '–'])
  expect(REPLY_COLUMNS.map((column) => replyText(SOME, column))).toEqual(['1,204', '0', '96.7%', '3 分钟', '0'])
  expect(replyValue(guide(NOTHING), 'chats')).toBeLessThan(replyValue(guide({ ...SOME, chats: 0 }), 'chats'))
})

test('rates and times', () => {
  expect([rateText(0), rateText(10_000), rateText(6_667)]).toEqual(['0.0%', '100.0%', '66.7%'])
  expect([waitText(0), waitText(59), waitText(60), waitText(3_540), waitText(3_590), waitText(5_400)]).toEqual(['不到 1 分钟', '不到 1 分钟', '1 分钟', '59 分钟', '1 小时 0 分钟', '1 小时 30 分钟'])
})

test('what has to be said beside the figures', () => {
  expect(repliesNote([guide(SOME)], null)).not.toContain('缺')
  expect(repliesNote([guide(SOME), guide(NOTHING)], null)).toContain('没有当作 0')
  expect(repliesNote([guide(NOTHING)], '没有权限')).toContain('现在读不到：没有权限')
})
