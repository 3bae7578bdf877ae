import { describe, expect, test } from 'vitest'
import { cardBodyOf, cardDraftOf, cardProblemPlace, checkCard, emptyCard } from '../admin/features/community/card-words'
import { bodyOf, checkCode, draftOf, emptyCode } from '../admin/features/community/live-code-words'
import { LOSS_TEXT, toldText, whoText } from '../admin/features/community/loss-words'
import {
  blockedText, checkRules, checkTransfer, confirmText, isOpen, isStarting, MOVE_STATES, MOVE_TEXT, moveNote, partsOf, partsText, previewText, rulesText, startOf, totalOf, transferProblemPlace, whoOf, type TransferDraft,
} from '../admin/features/community/transfer-words'
import { answer } from '../dev/routes'
import { transfers } from '../dev/transfers'

const draft: TransferDraft = { handover: 'mei', takeover: 'lan', picked: null, words: ' 以后由小澜为您服务 ', reason: ' 调店 ' }

describe('a card', () => {
  test('comes back as it was stored', () => {
    for (const card of [{ title: '', productId: 'p', mediaId: null }, { title: '见面礼', productId: null, mediaId: 'm' }]) expect(cardBodyOf(cardDraftOf(card))).toEqual(card)
  })
  test('what leads home takes no product along', () => {
    expect(cardBodyOf({ leadsTo: 'home', productId: 'p', title: ' 见面礼 ', mediaId: 'm' })).toEqual({ title: '见面礼', productId: null, mediaId: 'm' })
  })
  test('a product suffices; the home page needs title and cover', () => {
    expect(Object.keys(checkCard(emptyCard()))).toEqual(['card.productId'])
    expect(checkCard({ ...emptyCard(), productId: 'p' })).toEqual({})
    expect(Object.keys(checkCard({ ...emptyCard(), leadsTo: 'home', title: '  ' }))).toEqual(['card.title', 'card.mediaId'])
    expect(checkCard({ ...emptyCard(), productId: 'p', title: '👶'.repeat(21) })).toEqual({})
    expect(Object.keys(checkCard({ ...emptyCard(), productId: 'p', title: '礼'.repeat(22) }))).toEqual(['card.title'])
  })
  test('the body of a code always says whether there is one', () => {
    expect(bodyOf(emptyCode()).card).toBeNull()
    expect(bodyOf({ ...emptyCode(), card: { ...emptyCard(), productId: 'p' } }).card).toBeNull()
    expect(bodyOf({ ...emptyCode(), hasCard: true, card: { ...emptyCard(), productId: 'p' } })).toMatchObject({ card: { title: '', productId: 'p', mediaId: null } })
    expect(bodyOf(emptyCode())).not.toHaveProperty('hasCard')
    expect(Object.keys(checkCode({ ...emptyCode(), name: '收银台', spareUserIds: ['a'], shifts: [], hasCard: true }))).toEqual(['card.productId'])
    expect(draftOf({ rules: { ...bodyOf(emptyCode()), card: null } }).hasCard).toBe(false)
  })
  test("the server's problems stand at their fields", () => {
    expect(['card', 'card.title', 'card.productId', 'cards', 'name'].map(cardProblemPlace)).toEqual(['card', 'card.title', 'card.productId', null, null])
  })
})

describe('a transfer', () => {
  test('bodies: all customers are null; words stay away when the guide has left', () => {
    expect(whoOf(draft, false)).toEqual({ handover: 'mei', takeover: 'lan', hasLeft: false, contactIds: null })
    expect(startOf({ ...draft, picked: ['wm1'] }, false)).toEqual({ handover: 'mei', takeover: 'lan', hasLeft: false, contactIds: ['wm1'], words: '以后由小澜为您服务', reason: '调店' })
    expect(startOf(draft, true).words).toBe('')
  })
  test('faults stand at their fields', () => {
    expect(checkTransfer(draft)).toEqual({})
    expect(Object.keys(checkTransfer({ handover: null, takeover: null, picked: [], words: '话'.repeat(201), reason: ' ' })).sort()).toEqual(['contactIds', 'handover', 'reason', 'takeover', 'words'])
    expect(checkTransfer({ ...draft, takeover: 'mei' })['takeover']).toContain('不能是同一个人')
    expect(checkTransfer({ ...draft, words: '👶'.repeat(200), reason: '👶'.repeat(100) })).toEqual({})
    expect(['takeover', 'contactIds[3]', null, 'version'].map(transferProblemPlace)).toEqual(['takeover', 'contactIds', null, null])
  })
  test('in numbers before it begins', () => {
    expect(previewText({ free: 42, protectedCount: 0 })).toBe('42 位可以接替')
    expect(previewText({ free: 1_042, protectedCount: 3 })).toBe('1,042 位可以接替，3 位留下')
    expect(confirmText({ free: 42, protectedCount: 0 }, '唐小棠')).toBe('42 位客户将交给唐小棠。企业微信 24 小时后完成，客户可以拒绝。')
    expect(confirmText({ free: 42, protectedCount: 3 }, '唐小棠')).toContain('；3 位留下。')
    expect([0, 1, 5_000, 5_001].map((free) => blockedText({ free }) === null)).toEqual([false, true, true, false])
  })
  test('how far it has come', () => {
    expect(totalOf({ done: 30, waiting: 12 })).toBe(42)
    expect(partsText({ waiting: 12, done: 30 })).toBe('已接替 30，等待接替 12')
    expect(partsText({})).toBe('没有客户')
    expect(partsOf({ done: 1, refused: 3 }).map(({ share }) => share)).toEqual([25, 75])
    const each: Record<string, number>[] = [{ planned: 1 }, { starting: 2 }, { waiting: 1 }, { done: 1 }]
    expect(each.map((counts) => [isStarting({ counts }), isOpen({ counts })])).toEqual([[true, true], [true, true], [false, true], [false, false]])
    expect(new Set(MOVE_STATES)).toEqual(new Set(Object.keys(MOVE_TEXT)))
  })
  test('why, in words', () => {
    expect(moveNote({ state: 'refused', why: '客户拒绝了接替' })).toBe('客户拒绝了接替')
    expect(moveNote({ state: 'waiting', why: null })).toContain('24 小时')
    expect(moveNote({ state: 'done', why: null })).toBe('')
  })
  test('rules', () => {
    expect(rulesText({ addedDays: 7, movedDays: 30, boughtDays: 0, spareAfterSale: true })).toBe('添加不满 7 天、上次接替不满 30 天、有售后正在处理的客户不接替')
    expect(rulesText({ addedDays: 0, movedDays: 0, boughtDays: 0, spareAfterSale: false })).toContain('没有保护规则')
    expect(Object.keys(checkRules({ addedDays: null, movedDays: 3_651, boughtDays: 0, spareAfterSale: true }))).toEqual(['addedDays', 'movedDays'])
  })
})

describe('a loss', () => {
  test('who, and who was told', () => {
    expect(whoText({ byContact: true, guideName: '林小满' })).toBe('客户删除了林小满')
    expect(whoText({ byContact: false, guideName: '林小满' })).toBe('林小满删除了客户')
    expect(toldText({ state: 'told', told: ['林小满', '周亦禾'] })).toBe('林小满、周亦禾')
    expect(Object.keys(LOSS_TEXT).map((state) => toldText({ state: state as keyof typeof LOSS_TEXT, told: ['甲'] }))).not.toContain(undefined)
  })
})

describe('the sample backend', () => {
  const ask = (method: string, path: string, body: Record<string, unknown> = {}) => answer({ method, path, query: new URLSearchParams(), body, signedIn: true })
  test('from the preview to the record', () => {
    const who = { handover: 'guide-1', takeover: 'guide-2', hasLeft: false, contactIds: null }
    const preview = ask('POST', '/admin/wecom/transfers/preview', who).body as { free: number }
    const made = ask('POST', '/admin/wecom/transfers', { ...who, words: '', reason: '调店' }).body as { id: string; counts: Record<string, number> }
    expect(made.counts['planned']).toBe(preview.free)
    const stopped = ask('POST', `/admin/wecom/transfers/${made.id}/stop`).body as { counts: Record<string, number> }
    expect(stopped.counts).toEqual({ cancelled: preview.free })
    expect(transfers()[0]?.id).toBe(made.id)
  })
  test('rules that somebody else has changed are refused', () => {
    const rules = ask('GET', '/admin/wecom/transfer-rules').body as { rules: object; version: number }
    expect(ask('PUT', '/admin/wecom/transfer-rules', { ...rules.rules, version: rules.version - 1 }).body).toMatchObject({ code: 'community.transfer_rules_changed' })
    expect(ask('PUT', '/admin/wecom/transfer-rules', { ...rules.rules, version: rules.version }).body).toMatchObject({ version: rules.version + 1 })
  })
})
