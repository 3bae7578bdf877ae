import { expect, test } from 'vitest'
import { comparedText, joinText, moveText } from '../admin/features/community/group-words'
import type { ChatMember, ChatsState } from '../shared/api/shapes-community'

const RUN: NonNullable<ChatsState['run']> = { state: 'done', startedAt: '2025-12-01T00:00:00Z', finishedAt: '2025-12-01T00:01:00Z', resumeAt: null, calls: 3, groups: 12, missing: 0, extra: 0, different: 0, problem: null }

test('a comparison of groups says what it found', () => {
  expect(comparedText(null)).toContain('还没有核对过')
  expect(comparedText(RUN)).toBe('最近一次核对 12 个群，没有差异。')
  expect(comparedText({ ...RUN, missing: 1, different: 2 })).toContain('补正 3 处')
  expect(comparedText({ ...RUN, problem: '没有权限' })).toBe('核对停住了：没有权限')
})

test('who came and how', () => {
  expect(moveText({ joined: 1200, left: 3 })).toBe('+1,200 / −3')
  expect(moveText({ joined: 0, left: 0 })).toBe('—')
  expect(joinText({ joinScene: 1, invitedBy: '顾小青' } as ChatMember)).toBe('被邀请（顾小青）')
  expect(joinText({ joinScene: 3, invitedBy: null } as ChatMember)).toBe('扫码进群')
})
