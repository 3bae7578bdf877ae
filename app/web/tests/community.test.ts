import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { entryOf, navigationFor } from '../admin/app/navigation'
import {
  addWayText, budgetTone, callsOf, callText, cut, DESCRIPTION_MAX, endedText, followState, foundText, guideText, isUnderWay, lastedText, lengthOf, LIMIT_SETTINGS, memberNote, pauseText, progressPercent, progressText, REMARK_MAX, runNote,
  RUN_TEXT, SETTINGS, shopText, soFarText, STATE_CHOICES, STATE_TEXT, tagOptions, TAGS_MAX, usedPercent,
} from '../admin/features/community/words'
import { contactOf, found, state, tags, write } from '../dev/community'
import { answer } from '../dev/routes'
import type { RunView } from '../shared/api/shapes-community'

const source = (path: string): string => readFileSync(join(import.meta.dirname, '../../..', path), 'utf8')
const run: RunView = {
  id: '0190c000-0050-7000-8000-000000000001', state: 'running', by: '系统', startedAt: '2026-11-22T06:00:00Z', finishedAt: null, resumeAt: null, problem: null, guides: 3, guidesDone: 1, calls: 5, pairs: 1_204, missing: 0, extra: 0, different: 0,
}

describe('a contact in words', () => {
  test('every way of adding that the adapter lets through has a name of its own', () => {
    const named = [...Array.from({ length: 18 }, (_, place) => place + 1), 201, 202]
    expect(source('adapters/wecom/contacts.py')).toContain('ADD_WAYS = frozenset({*range(19), 201, 202})')
    expect(new Set(named.map(addWayText)).size).toBe(named.length)
    expect(named.map(addWayText)).not.toContain('来源未知')
    expect([addWayText(1), addWayText(16), addWayText(202)]).toEqual(['扫描二维码', '获客链接', '管理员分配'])
  })
  test.each([0, 19, 200, 203, -1])('way %i is not guessed at', (way) => expect(addWayText(way)).toBe('来源未知'))
  test('states by who ended it, as the server tells them apart', () => {
    expect(followState({ endedAt: null, endedBy: null })).toBe('active')
    const ended = (['contact', 'guide', 'transfer', 'comparison', 'unknown', null] as const).map((endedBy) => followState({ endedAt: '2026-11-22T06:00:00Z', endedBy }))
    expect(ended).toEqual(['lost', 'deleted', 'deleted', 'deleted', 'deleted', 'deleted'])
    expect(STATE_CHOICES.map(({ label }) => label)).toEqual(['好友', '被客户删除', '已删除'])
    expect(STATE_TEXT.lost).toBe('被客户删除')
  })
  test('who ended it is told only where it has ended', () => {
    expect(endedText({ endedAt: null, endedBy: null })).toBeNull()
    expect(endedText({ endedAt: '2026-11-22T06:00:00Z', endedBy: 'transfer' })).toBe('客户转给了别的同事')
    expect(endedText({ endedAt: '2026-11-22T06:00:00Z', endedBy: null })).toBe('读取时发现已经不是好友')
  })
  test('who has never been in the shop has no level', () => expect([shopText({ levelName: null }), shopText({ levelName: '金卡' })]).toEqual(['未到店', '金卡']))
  test('why a contact is no member is explained', () => {
    expect(memberNote({ memberId: 'm', hasUnionid: true, hasShop: true })).toBe('已打开过小程序')
    expect(memberNote({ memberId: null, hasUnionid: true, hasShop: false })).toContain('自动对应')
    expect(memberNote({ memberId: null, hasUnionid: false, hasShop: false })).toContain('没有提供 unionid')
    expect(memberNote({ memberId: 'm', hasUnionid: false, hasShop: false })).toContain('还没有打开过小程序')
  })
  test('an emoji is one character, and is not cut in two', () => expect([lengthOf('妈妈🌿'), cut('妈妈🌿好', 3)]).toEqual([3, '妈妈🌿']))
  test('the limits are the server’s', () => {
    const server = source('app/http/admin/wecom.py')
    expect(server).toContain(`remark: Annotated[str, Meta(max_length=${REMARK_MAX})]`)
    expect(server).toContain(`description: Annotated[str, Meta(max_length=${DESCRIPTION_MAX})]`)
    expect(server).toContain(`TagIds = Annotated[tuple[WecomId, ...], Meta(max_length=${TAGS_MAX})]`)
  })
  test('a guide without contacts is told from the others', () => expect([guideText({ name: '林小满', hasContacts: true }), guideText({ name: '罗青', hasContacts: false })]).toEqual(['林小满', '罗青（不再联系客户）']))
  test('tags to choose from stand in their groups, without those that are held', () => {
    const options = tagOptions(tags, tags.slice(0, 3))
    expect(options.map(({ label }) => label)).toEqual(['宝宝月龄', '意向', '来源'])
    expect(options.flatMap((group) => group.options)).toHaveLength(tags.length - 3)
    expect(tagOptions(tags, tags)).toEqual([])
  })
})

describe('a comparison in words', () => {
  const now = Date.parse('2026-11-22T06:20:00Z') // 14:20 in Shanghai
  test('progress by guides; the whole of it is for the end', () => {
    expect(progressPercent(run)).toBe(33)
    expect(progressPercent({ ...run, guidesDone: 3 })).toBe(99)
    expect(progressPercent({ ...run, guidesDone: 3, state: 'done' })).toBe(100)
    expect(progressPercent({ ...run, guides: 0, guidesDone: 0 })).toBe(0)
    expect(progressText(run)).toBe('1 / 3 位导购，已读取 1,204 对好友关系，调用 5 次')
  })
  test('a limit of WeCom says when it goes on', () => {
    expect(pauseText({ state: 'running', resumeAt: '2026-11-22T06:32:00Z' }, now)).toBe('企业微信限流，14:32 继续')
    expect(pauseText({ state: 'running', resumeAt: '2026-11-22T16:00:01Z' }, now)).toBe('企业微信限流，明天 00:00 继续')
    expect(pauseText({ state: 'running', resumeAt: '2026-11-22T06:20:00Z' }, now)).toBeNull()
    expect(pauseText({ state: 'stopping', resumeAt: '2026-11-22T06:32:00Z' }, now)).toBeNull()
    expect(pauseText(run, now)).toBeNull()
  })
  test('what is under way', () => expect([isUnderWay(undefined), ...(Object.keys(RUN_TEXT) as RunView['state'][]).map((each) => isUnderWay({ state: each }))]).toEqual([false, true, true, false, false]))
  test('how long it took', () => {
    const lasted = (finishedAt: string | null): string => lastedText({ startedAt: '2026-11-22T06:00:00Z', finishedAt })
    expect([null, '2026-11-22T06:00:42Z', '2026-11-22T06:03:05Z', '2026-11-22T08:03:05Z', '2026-11-22T05:59:59Z'].map(lasted)).toEqual(['—', '42 秒', '3 分 5 秒', '2 小时 3 分', '0 秒'])
  })
  test('what it found', () => {
    expect(foundText(run)).toBe('两边一致')
    expect(foundText({ missing: 2, extra: 0, different: 1_000 })).toBe('补上 2 对，更新 1,000 对')
  })
  test('one that is under way does not say that both agree', () => expect([soFarText(run), soFarText({ ...run, missing: 2 })]).toEqual(['到现在没有发现差异', '到现在补上 2 对']))
  test('only one that came to its end says that both agree', () => {
    expect([runNote(run), runNote({ ...run, state: 'stopping' }), runNote({ ...run, state: 'stopped' }), runNote({ ...run, state: 'stopped', extra: 1 }), runNote({ ...run, state: 'done' })]).toEqual([
      '还在核对', '还在核对', '没有核对完', '没有核对完；结束 1 对', '两边一致',
    ])
    expect(runNote({ ...run, state: 'stopped', problem: '没有权限' })).toBe('没有核对完：没有权限')
  })
  test.each([[0, 0, 2], [1, 0, 3], [60, 2_184, 24], [250, 90, 5]])('%i guides with %i pairs need %i calls at least', (guides, pairs, calls) => expect(callsOf({ guides, pairs })).toBe(calls))
})

describe('limits and settings', () => {
  test('bars: what is used shows, and only all of it is full', () => {
    const percents = [[0, 100], [1, 150_000], [88, 100], [9_999, 10_000], [100, 100], [120, 100], [1, 0]].map(([used, allowed]) => usedPercent({ used: used as number, allowed: allowed as number }))
    expect(percents).toEqual([0, 1, 88, 99, 100, 100, 100])
    expect([1, 79, 80, 99, 100].map(budgetTone)).toEqual(['plenty', 'plenty', 'scarce', 'scarce', 'out'])
  })
  test('a call without words keeps its name', () => expect([callText('externalcontact/remark'), callText('new/call')]).toEqual(['修改客户备注', 'new/call']))
  test('the settings are those that the server reads', () => {
    const read = [...source('app/wecom_papers.py').matchAll(/"(SIYU_WECOM_[A-Z_]+)":/g)].map((match) => match[1])
    expect(SETTINGS.map(([name]) => name)).toEqual(read)
    for (const [name] of LIMIT_SETTINGS) expect(source('app/wecom_papers.py')).toContain(`"${name}"`)
  })
})

describe('the pages', () => {
  test('stand in their group for whoever may read them', () => {
    const shown = navigationFor(['community.read']).find(({ name }) => name === '社群')
    expect(shown?.entries.map(({ text }) => text)).toEqual(['客户', '渠道活码', '客户继承', '话术', '导购额度', '社群', '入群活码', '内容日历', '朋友圈', '标签同步', '导购业绩', '归因规则', '专属导购', '企业微信同步'])
    expect(navigationFor(['members.read']).some(({ name }) => name === '社群')).toBe(false)
    expect(entryOf('/contacts/wmSample1')).toBe('/contacts')
  })
  test('the samples are filtered as the page asks', () => {
    const lost = found(new URLSearchParams({ state: 'lost' }))
    expect(lost.length).toBeGreaterThan(0)
    expect(new Set(lost.map((row) => row.state))).toEqual(new Set(['lost']))
    expect(new Set(found(new URLSearchParams({ guide: 'guide-1' })).map((row) => row.userId))).toEqual(new Set(['guide-1']))
  })
  test('a change of the sample is seen, and refused once it has ended', () => {
    const at = (contactId: string, userId: string): string => `/admin/wecom/contacts/${contactId}/guides/${userId}`
    expect(write(`${at('wmSample1', 'guide-2')}/remark`, { remark: '新备注', description: '' }).code).toBeUndefined()
    expect(contactOf('wmSample1')?.follows[0]?.remark).toBe('新备注')
    const ended = found(new URLSearchParams({ state: 'lost' }))[0]
    expect(write(`${at(ended?.contactId ?? '', ended?.userId ?? '')}/remark`, { remark: 'x', description: '' }).code).toBe('community.contact_ended')
  })
  test('one comparison of the sample at a time', () => {
    const send = (path: string) => answer({ method: 'POST', path: `/admin/wecom/${path}`, query: new URLSearchParams(), body: {}, signedIn: true }).status
    expect([send('comparisons'), send('comparisons')]).toEqual([202, 409])
    expect(isUnderWay(state().runs[0])).toBe(true)
    expect([send('comparisons/stop'), state().runs[0]?.state, send('comparisons/stop')]).toEqual([202, 'stopped', 409])
  })
})
