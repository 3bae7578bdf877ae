import { expect, test } from 'vitest'
import { needsOf } from '../admin/shared/attention'
import { checkPost, emptyPost, mayWithdraw, perDayMax, postBodyOf, useText } from '../admin/features/community/post-words'
import { attention } from '../dev/office'

const use = { rules: { wecom: 'month_days' as const, perDay: 2 }, startsOn: '2025-11-01', endsOn: '2025-11-30', allowed: 30, most: 5, chatName: '会员一群', full: 0 }
const send = { owner: 'mei', chatId: '', guideName: '小美', chatName: '', state: 'made' as const, isFound: true, chats: 2, delivered: 0, confirmedAt: null, remindedAt: null, problem: null }

test('how much of the limit is used, in one sentence', () => {
  expect(useText(use)).toBe('本月（11月1日至11月30日）每个群最多 30 条，最多的群「会员一群」已排 5 条；每天最多 2 条。')
  expect(useText({ ...use, most: 30, full: 3 })).toContain('3 个群已满')
  expect(useText({ ...use, most: 0, chatName: '' })).toContain('还没有安排')
  expect([perDayMax('day_1'), perDayMax('month_4')]).toEqual([1, 10])
})

test('a message is taken back while it waits for its owner, and is known to WeCom', () => {
  expect(mayWithdraw(send)).toBe(true)
  expect(mayWithdraw({ ...send, confirmedAt: '2025-11-20T02:00:00Z' })).toBe(false)
  expect(mayWithdraw({ ...send, isFound: false })).toBe(false)
  for (const state of ['planned', 'starting', 'failed', 'unknown', 'withdrawing', 'withdrawn'] as const) expect(mayWithdraw({ ...send, state })).toBe(false)
})

test('a review has to be chosen, and a message for each group is asked for', () => {
  const draft = { ...emptyPost('2025-11-20T02:00:00Z'), text: '上新', attachment: 'review' as const }
  expect(checkPost(draft)).toEqual({ attachment: '请选择关联的内容' })
  expect(checkPost({ ...draft, ref: 'a' })).toEqual({})
  expect(postBodyOf({ ...draft, byChat: true }).byChat).toBe(true)
})

test('what is in doubt leads to the page that solves it', () => {
  const needs = needsOf({ ...attention, postsInDoubt: 2, joinCodeProblems: 1 }, ['community.read'])
  expect(needs.map((need) => [need.key, need.to])).toEqual([['postsInDoubt', '/group-posts'], ['joinCodeProblems', '/join-codes']])
})
