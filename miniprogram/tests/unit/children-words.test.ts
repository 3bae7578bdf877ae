import { describe, expect, it } from 'vitest'
import type { Child } from '@siyu/client/shapes'
import { ageText, birthYears, checkedDraft, draftOf, dueBounds, isBirthMonth, isOverdue, likelyMonths, likelyWords, shanghaiDay, toldText, weeksOf } from '../../src/packages/members/pages/children/words'

const TODAY = '2026-11-28'
const due = (dueOn: string): Child => ({ id: 'c', dueOn, bornMonth: null })
const born = (month: string): Child => ({ id: 'c', dueOn: null, bornMonth: `${month}-01` })

describe('how old a child is', () => {
  it.each([
    [born('2026-11'), '新生儿'], [born('2026-10'), '1 个月'], [born('2026-03'), '8 个月'], [born('2025-12'), '11 个月'], [born('2025-11'), '1 岁'], [born('2025-10'), '1 岁 1 个月'],
    [born('2023-09'), '3 岁 2 个月'], [born('2008-11'), '18 岁'],
    // A phone whose clock is behind.
    [born('2026-12'), '新生儿'],
    [due('2027-03-20'), '孕 24 周'], [due('2026-11-29'), '孕 39 周'], [due('2026-11-28'), '孕 40 周'], [due('2027-09-04'), '孕 1 周内'], [due('2027-08-28'), '孕 1 周'], [due('2026-11-27'), '预产期已过'],
  ])('%j is %s', (child, words) => expect(ageText(child, TODAY)).toBe(words))

  it('turns over with the day in Shanghai', () => {
    expect(shanghaiDay(Date.parse('2026-11-30T15:59:59Z'))).toBe('2026-11-30')
    expect(shanghaiDay(Date.parse('2026-11-30T16:00:00Z'))).toBe('2026-12-01')
    expect(ageText(born('2026-11'), '2026-12-01')).toBe('1 个月')
  })

  it('counts weeks as the server does: full ones from 280 days before', () => {
    expect([weeksOf('2027-03-20', TODAY), weeksOf('2027-03-13', TODAY), weeksOf('2027-03-14', TODAY)]).toEqual([24, 25, 24])
  })
})

describe('what was told', () => {
  it.each([[born('2023-09'), '2023年9月出生'], [due('2027-03-02'), '预产期 3月2日，还有 94 天'], [due(TODAY), '预产期 11月28日，就是今天'], [due('2026-11-20'), '预产期 11月20日，已过 8 天'], [due('2025-11-28'), '预产期 2025年11月28日，已过 365 天']])(
    '%j is told as %s', (child, words) => expect(toldText(child, TODAY)).toBe(words))
})

describe('a due date that has passed', () => {
  it('is not overdue on the day itself', () => expect([due(TODAY), due('2026-11-27'), born('2020-01')].map((child) => isOverdue(child, TODAY))).toEqual([false, true, false]))

  it.each([['2026-11-20', ['2026-11']], ['2026-10-30', ['2026-10', '2026-11']], ['2026-08-01', ['2026-08', '2026-09']], ['2025-12-31', ['2025-12', '2026-01']]])(
    '%s offers %j', (dueOn, months) => expect(likelyMonths(dueOn, TODAY)).toEqual(months))

  it('names the year where it is another one', () => expect([likelyWords('2026-11', TODAY), likelyWords('2025-12', TODAY)]).toEqual(['11 月出生', '2025 年 12 月出生']))
})

describe('what may be chosen', () => {
  it('is what the server takes', () => {
    expect(dueBounds(TODAY)).toEqual(['2026-10-17', '2027-09-04'])
    expect([birthYears(TODAY)[0], birthYears(TODAY).at(-1)]).toEqual([2026, 2008])
    expect(['2026-11', '2026-12', '2008-11', '2008-10'].map((month) => isBirthMonth(month, TODAY))).toEqual([true, false, true, false])
  })

  it('starts from what is known', () => {
    expect(draftOf(null, TODAY)).toEqual({ kind: 'born', dueOn: '', born: '' })
    expect(draftOf(born('2023-09'), TODAY)).toEqual({ kind: 'born', dueOn: '', born: '2023-09' })
    expect(draftOf(due('2027-03-20'), TODAY)).toEqual({ kind: 'due', dueOn: '2027-03-20', born: '' })
    expect(draftOf(due('2026-11-20'), TODAY)).toEqual({ kind: 'born', dueOn: '2026-11-20', born: '' })
  })

  it.each([
    [{ kind: 'due', dueOn: '2027-03-20', born: '2023-09' }, { dueOn: '2027-03-20', bornMonth: null }], [{ kind: 'born', dueOn: '2027-03-20', born: '2023-09' }, { dueOn: null, bornMonth: '2023-09-01' }],
    [{ kind: 'due', dueOn: '', born: '2023-09' }, '请选择预产期'], [{ kind: 'born', dueOn: '2027-03-20', born: '' }, '请选择出生年月'],
  ] as const)('%j is sent as %j', (draft, sent) => expect(checkedDraft(draft)).toEqual(sent))
})
