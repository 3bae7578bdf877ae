import { describe, expect, test } from 'vitest'
import { bodyOf, checkCode, draftOf, emptyCode, isMoving, minuteChoices, problemText, servingText, spanText, weekdaysText } from '../admin/features/community/live-code-words'
import { liveCodes } from '../dev/live-codes'

const right = () => ({ ...emptyCode(), name: '收银台', shifts: [{ userIds: ['a'], weekdays: [5, 1], fromMinute: 540, toMinute: 1_440 }] })

describe('a live code in words', () => {
  test('times and weekdays', () => {
    expect([spanText(540, 1_080), spanText(1_320, 1_440), spanText(0, 1_440)]).toEqual(['09:00–18:00', '22:00–24:00', '全天'])
    expect([[1, 2, 3, 4, 5, 6, 7], [5, 4, 3, 2, 1], [7, 6], [1, 3, 4, 5], []].map(weekdaysText)).toEqual(['每天', '周一至周五', '周六、周日', '周一、周三至周五', ''])
    expect(minuteChoices(30, 1_440, 545).map(({ label }) => label)).toEqual(expect.arrayContaining(['00:30', '09:05', '24:00']))
  })
  test('who serves, and what went wrong', () => {
    const names = new Map([['a', '林小满']])
    expect(servingText({ state: 'active', serving: ['a', 'b'] }, names)).toBe('林小满、b')
    expect(servingText({ state: 'stopped', serving: ['a'] }, names)).toBe('—')
    expect(problemText({ state: 'failed', problem: '没有权限' })).toBe('没有做成：没有权限')
    expect([isMoving([{ state: 'stopping' }]), isMoving([{ state: 'active' }])]).toEqual([true, false])
  })
})

describe('the editor', () => {
  test('what was stored comes back the same', () => {
    for (const code of liveCodes()) expect(bodyOf(draftOf(code))).toEqual(code.rules)
  })
  test('the body has the days in order, and no limit that is switched off', () => {
    const body = bodyOf({ ...right(), dailyMax: 9, welcome: '  ' })
    expect([body.shifts[0]?.weekdays, body.dailyMax, body.welcome]).toEqual([[1, 5], null, ''])
    expect(bodyOf({ ...right(), limited: true, dailyMax: 9 }).dailyMax).toBe(9)
    expect(body).not.toHaveProperty('limited')
  })
  test('faults stand at their fields', () => {
    expect(checkCode(right())).toEqual({})
    expect(Object.keys(checkCode({ ...right(), name: ' ', shifts: [], limited: true, welcome: '好'.repeat(601) })).sort()).toEqual(['dailyMax', 'name', 'spareUserIds', 'welcome'])
    expect(checkCode({ ...right(), name: '👶'.repeat(20), welcome: '👶'.repeat(600) })).toEqual({})
    expect(checkCode({ ...right(), shifts: [{ userIds: ['a'], weekdays: [1], fromMinute: 600, toMinute: 600 }] })).toEqual({ 'shifts.0': '结束时间要晚于开始时间' })
  })
})
