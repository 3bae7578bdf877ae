import { describe, expect, test } from 'vitest'
import { chatPauseText, chatRunNote, chatRunText, checkGroupRules, groupRulesText, joinText, moveText, nameOf, roleText } from '../admin/features/community/group-words'
import { found, groupOf, membersOf, setKind, state } from '../dev/groups'
import type { ChatRun, GroupRules } from '../shared/api/shapes-community'

const run: ChatRun = { number: 3, by: '系统', state: 'done', startedAt: '2026-11-22T06:00:00Z', finishedAt: '2026-11-22T06:01:00Z', resumeAt: null, calls: 10, groups: 9, missing: 0, extra: 0, different: 0, problem: null }

describe('groups in words', () => {
  test('how somebody came in is not guessed at', () => {
    expect(joinText({ joinScene: 1, invitedBy: '林小满' })).toBe('由 林小满 邀请')
    expect(joinText({ joinScene: 1, invitedBy: null })).toBe('由成员邀请')
    expect([2, 3, 9].map((joinScene) => joinText({ joinScene, invitedBy: null }))).toEqual(['通过邀请链接', '扫描群二维码', '来源未知'])
  })
  test('an owner is more than an admin, and an admin more than staff', () => {
    expect(roleText({ isStaff: true, isOwner: true, isAdmin: true })).toBe('群主')
    expect(roleText({ isStaff: false, isOwner: false, isAdmin: true })).toBe('管理员')
    expect(roleText({ isStaff: true, isOwner: false, isAdmin: false })).toBe('员工')
    expect(roleText({ isStaff: false, isOwner: false, isAdmin: false })).toBeNull()
  })
  test('a comparison that was refused has not found both sides alike', () => {
    expect(chatRunText(null)).toBe('还没有核对过')
    expect(chatRunText(run)).toBe('核对了 9 个群，两边一致')
    expect(chatRunText({ ...run, missing: 1, extra: 2, different: 3 })).toBe('核对了 9 个群，补上 1 个，解散 2 个，更新 3 个')
    expect(chatRunText({ ...run, state: 'stopped', problem: '没有权限' })).toBe('没有核对完：没有权限')
    expect(chatRunText({ ...run, state: 'stopped' })).toBe('核对在读取 9 个群后被停止')
    expect(chatRunText({ ...run, state: 'running', finishedAt: null })).toBe('正在核对，已读取 9 个群')
    expect(chatRunText({ ...run, state: 'running', resumeAt: '2026-11-22T06:02:00Z' })).toBe('企业微信限流，稍后继续')
  })
  test('only one that came to its end says that nothing was found', () => {
    expect(chatRunNote(run)).toBe('两边一致')
    expect(chatRunNote({ ...run, state: 'running' })).toBe('还在核对')
    expect(chatRunNote({ ...run, state: 'stopped' })).toBe('没有核对完')
    expect(chatRunNote({ ...run, state: 'stopped', extra: 2 })).toBe('没有核对完；解散 2 个')
    expect(chatRunNote({ ...run, state: 'stopped', problem: '没有权限' })).toBe('没有核对完：没有权限')
    const at = Date.parse('2026-11-22T06:01:00Z')
    expect(chatPauseText({ state: 'running', resumeAt: '2026-11-22T06:02:00Z' }, at)).toBe('企业微信限流，14:02 继续')
    expect(chatPauseText({ state: 'running', resumeAt: '2026-11-22T06:00:00Z' }, at)).toBeNull()
    expect(chatPauseText({ state: 'stopped', resumeAt: '2026-11-22T06:02:00Z' }, at)).toBeNull()
  })
  test('names and moves', () => {
    expect(nameOf({ name: '' })).toBe('未命名的群')
    expect(moveText({ joined: 0, left: 0 })).toBe('最近 30 天没有人进出')
    expect(moveText({ joined: 1_204, left: 3 })).toBe('最近 30 天 1,204 人进群，3 人退群')
  })
})

describe('the sample', () => {
  test('filters as the server does, and keeps a kind', () => {
    expect(found(new URLSearchParams({ state: 'dismissed' })).map((one) => one.chatId)).toEqual(['wrSample8'])
    expect(found(new URLSearchParams({ size: 'large' })).every((one) => one.members >= 200)).toBe(true)
    expect(setKind('wrSample4', 'vip')?.kind).toBe('vip')
    expect(groupOf('wrSample4')?.kind).toBe('vip')
    expect(state().counts.vip).toBe(3)
    expect(membersOf('wrSample0', 'left').every((one) => one.leftAt !== null)).toBe(true)
    expect(membersOf('wrSample0', null)[0]?.isOwner).toBe(true)
  })
})

describe('rules of invitation', () => {
  const rules: GroupRules = { isOn: true, days: 90, vipOrders: 5, vipFen: 200_000, ordinaryOrders: 1 }
  test('are said in one sentence', () => {
    expect(groupRulesText(rules)).toBe('最近 90 天付款满 5 单或减退款后满 ¥2,000.00 的客户进 VIP 群；其余付款满 1 单的客户进普通群。')
    expect(groupRulesText({ ...rules, vipOrders: 0, vipFen: 0 })).toBe('最近 90 天付款满 1 单的客户进普通群。')
    expect(groupRulesText({ ...rules, vipOrders: 0, vipFen: 0, ordinaryOrders: 0 })).toBe('没有设任何门槛，不会邀请任何人。')
  })
  test('are refused where the server refuses them', () => {
    expect(checkGroupRules(rules)).toEqual({})
    expect(checkGroupRules({ ...rules, ordinaryOrders: 5 })).toEqual({ ordinaryOrders: '普通群的单数要少于 VIP 群' })
    expect(checkGroupRules({ ...rules, vipOrders: 0, vipFen: 0, ordinaryOrders: 0 })).toEqual({ vipOrders: '请至少设一个门槛' })
    expect(checkGroupRules({ ...rules, isOn: false, vipOrders: 0, vipFen: 0, ordinaryOrders: 0 })).toEqual({})
  })
})
