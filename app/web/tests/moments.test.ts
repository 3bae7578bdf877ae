import { expect, test } from 'vitest'
import { checkMoment, emptyMoment, guidesText, mayStop, momentBodyOf, seenBy, stateText, type MomentDraft } from '../admin/features/community/moment-words'
import type { MomentView } from '../shared/api/shapes-community'

const AT = '2026-11-28T02:00:00Z'
const draft: MomentDraft = { ...emptyMoment(), text: ' 新品到店 ', plannedAt: AT, pictures: [{ id: 'p1', url: '/p1' }], productId: 'g1', title: ' 兔 ' }

test('pictures and a link are never sent together', () => {
  expect(momentBodyOf(draft)).toEqual({ text: '新品到店', pictureIds: ['p1'], link: null, guideIds: [], tagIds: [], plannedAt: AT })
  expect(momentBodyOf({ ...draft, along: 'link' })).toMatchObject({ pictureIds: [], link: { title: '兔', productId: 'g1', mediaId: null } })
})

test('guides who were chosen before are not sent when all are meant', () => {
  expect(momentBodyOf({ ...draft, guideIds: ['mei'] }).guideIds).toEqual([])
  expect(momentBodyOf({ ...draft, allGuides: false, guideIds: ['mei'] }).guideIds).toEqual(['mei'])
})

test('what is missing is named', () => {
  expect(checkMoment(draft)).toEqual({})
  expect(Object.keys(checkMoment({ ...emptyMoment(), along: 'link', allGuides: false })).sort()).toEqual(['guideIds', 'link', 'plannedAt', 'text'])
  expect(checkMoment({ ...draft, text: '字'.repeat(2001) })).toHaveProperty('text')
  expect(checkMoment({ ...draft, text: '😀'.repeat(2000) })).toEqual({})
})

test('who publishes it and who sees it', () => {
  const view = { guides: 0, published: 0, tagNames: [], content: { guideIds: [] } } as unknown as MomentView
  expect([guidesText(view), seenBy(view)]).toEqual(['全部导购', '全部客户可见'])
  expect(guidesText({ ...view, guides: 3, published: 1 })).toBe('1/3 位导购已发表')
  expect(seenBy({ tagNames: ['孕期', '老客'] })).toBe('有标签「孕期」「老客」之一的客户可见')
  expect([stateText({ state: 'running', guides: 2, published: 1 }), stateText({ state: 'running', guides: 2, published: 2 }), stateText({ state: 'stopped', guides: 2, published: 2 })]).toEqual(['待导购发表', '已全部发表', '已停止'])
  expect([mayStop('making'), mayStop('running'), mayStop('stopped'), mayStop('queued')]).toEqual([true, true, false, false])
})
