import { expect, test } from 'vitest'
import { linkText, shopTagChoices } from '../admin/features/community/tag-link-words'
import type { TagLinkView } from '../shared/api/shapes-community'
import type { TagBook } from '../shared/api/shapes-tags'

const LINK: TagLinkView = { id: 'x', shopTagId: 1, name: '孕晚期', direction: 'to_wecom', groupName: '商城标签', wecomTagName: '孕晚期', state: 'active', problem: null, madeAt: '2025-12-01T00:00:00Z', madeBy: '小周', differing: 0 }
const tag = (id: number, kind: 'rule' | 'manual', isRetired = false) => ({ id, code: `t${id}`, name: `标签${id}`, definition: '', kind, owner: '', refresh: 'event' as const, members: 0, coveragePermille: 0, trend: [], isRetired })
const BOOK = { families: [{ code: 'a', name: '阶段', group: 'x', isExclusive: true, tags: [tag(1, 'rule'), tag(2, 'rule', true)] }, { code: 'm', name: '手工标签', group: 'x', isExclusive: false, tags: [tag(3, 'manual')] }] } as unknown as TagBook

test('a link says how far it is', () => {
  expect(linkText(LINK)).toBe('两边一致')
  expect(linkText({ ...LINK, differing: 1200 })).toBe('还有 1,200 段好友关系待同步')
  expect(linkText({ ...LINK, direction: 'from_wecom', differing: 2 })).toBe('还有 2 位会员待同步')
  expect(linkText({ ...LINK, state: 'failed', problem: '手工标签已停用' })).toBe('手工标签已停用')
  expect(linkText({ ...LINK, state: 'making' })).toContain('正在')
})

test('tags that can be linked are in use, free, and by hand on the way from WeCom', () => {
  expect(shopTagChoices(BOOK, false, new Set()).flatMap((family) => family.options.map((one) => one.value))).toEqual([1, 3])
  expect(shopTagChoices(BOOK, true, new Set()).flatMap((family) => family.options.map((one) => one.value))).toEqual([3])
  expect(shopTagChoices(BOOK, false, new Set([1]))).toHaveLength(1)
})
