import { describe, expect, it } from 'vitest'
import { birthdayText, checkedBirthday, signedText } from '../../src/packages/members/pages/level/words'

describe('birthdays', () => {
  it('are told with or without the year', () => {
    expect(birthdayText({ month: 5, day: 1, year: 1993, changeableFrom: null })).toBe('1993年5月1日')
    expect(birthdayText({ month: 2, day: 29, year: null, changeableFrom: null })).toBe('2月29日')
    expect(birthdayText({ month: null, day: null, year: null, changeableFrom: null })).toBe('')
  })

  it.each([
    [{ year: '', month: '2', day: '29' }, { month: 2, day: 29, year: null }],
    [{ year: '1993', month: ' 5', day: '01' }, { month: 5, day: 1, year: 1993 }],
    [{ year: '2023', month: '2', day: '29' }, '2 月的日期请填 1 到 28'],
    [{ year: '', month: '13', day: '1' }, '月份请填 1 到 12'],
    [{ year: '', month: '', day: '1' }, '月份请填 1 到 12'],
    [{ year: '', month: '4', day: '31' }, '4 月的日期请填 1 到 30'],
    [{ year: '93', month: '4', day: '3' }, '年份请填四位数字，或者留空'],
  ])('%j', (draft, expected) => expect(checkedBirthday(draft)).toEqual(expected))
})

describe('growth', () => {
  it('is shown with its sign', () => expect([signedText(5), signedText(-120)]).toEqual(['+5', '−120']))
})
