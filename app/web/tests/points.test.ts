import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { navigationFor } from '../admin/app/navigation'
import {
  adjustmentNote, balanceNotes, checkRule, countText, decisionEffects, differences, endsMessage, flowsMessage, lastMoment, lineFigure, monthText, RULE_FIELDS, sentencesOf, signedText,
} from '../admin/features/members/points/words'
import { exactTime } from '../shared/format/time'
import type { PointsRule } from '../shared/api/shapes-points'
import { adjustments, lines, liability, ruleView, view } from '../dev/points'

const samples = JSON.parse(readFileSync(join(import.meta.dirname, 'points-sentences.json'), 'utf8')) as { rule: PointsRule; sentences: string[] }[]

describe('the rule before it is saved', () => {
  test.each(samples)('reads as the server will say it: $sentences.0', ({ rule, sentences }) => expect(sentencesOf(rule)).toEqual(sentences))
  test('the form has every figure of the rule', () => expect(RULE_FIELDS.map(({ name }) => name).sort()).toEqual(Object.keys(ruleView().rule).sort()))
  test('what is out of its limits is told at its field, an empty field too', () => {
    expect(checkRule(ruleView().rule)).toEqual({})
    expect(checkRule({ ...ruleView().rule, redeemMaxPercent: 101, returnDays: null })).toEqual({ redeemMaxPercent: '最高抵扣比例请填写 0 到 100', returnDays: '退回积分的保留天数请填写 1 到 366' })
  })
  test('the limits and their words are the server’s', () => {
    const source = readFileSync(join(import.meta.dirname, '../../../domain/members/points_desk.py'), 'utf8')
    for (const { name, label, least, most } of RULE_FIELDS) {
      const field = name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
      const limit = new RegExp(`\\("${field}", (\\d[\\d_]*), (POINTS_MAX|\\d[\\d_]*), "([^"]+)"\\)`).exec(source)
      const figure = (text = ''): number => (text === 'POINTS_MAX' ? 10_000_000 : Number(text.replaceAll('_', '')))
      expect([name, figure(limit?.[1]), figure(limit?.[2]), limit?.[3]]).toEqual([name, least, most, label])
    }
  })
  test('a conflict names what stands there and what was typed', () => expect(differences({ ...ruleView().rule, earnPerYuan: 2 }, { ...ruleView().rule, redeemMin: null })).toEqual(['每元积分：现在是 2，您填的是 1', '起用积分：现在是 100，您填的是 空']))
})

describe('figures for people', () => {
  test('in groups of three, with a sign where it counts', () => expect([countText(1_234_567), countText(-620), signedText(300), signedText(-300), signedText(0)]).toEqual(['1,234,567', '−620', '+300', '−300', '0']))
  test('points end with the last day, not with the moment after it', () => expect(exactTime(lastMoment('2026-11-30T16:00:00Z')).slice(0, 10)).toBe('2026-11-30'))
  test('what is held and owed is explained only where there is some', () => {
    expect(balanceNotes({ ...view(), held: 0, owed: 0 })).toEqual([])
    expect(balanceNotes({ ...view(), held: 1_200, owed: -300 })).toEqual(['冻结 1,200：用在待付款的订单里，付款后扣除，取消会退回', '待扣 300：退款时积分已经用掉，从以后获得的积分里抵扣'])
  })
  test('a paid order does not take its points twice in the statement', () => {
    const [held, given, paid] = lines
    expect([lineFigure(held!), lineFigure(given!), lineFigure(paid!)]).toEqual([{ text: '−1,200', note: '冻结' }, { text: '+500', note: '' }, { text: '', note: '冻结的 800 已扣' }])
    expect(lineFigure({ ...held!, points: 1_200, heldPoints: -1_200 })).toEqual({ text: '+1,200', note: '解冻' })
  })
})

describe('an adjustment', () => {
  test('says what is left, that a second person is needed, or that there is not enough', () => {
    expect(adjustmentNote(0, 500, 1_000)).toBeNull()
    expect(adjustmentNote(1_000, 500, 1_000)).toEqual({ tone: 'plain', text: '之后可用 1,500 积分' })
    expect(adjustmentNote(1_001, 500, 1_000)).toEqual({ tone: 'warn', text: '超过 1,000 积分，需要另一位同事复核后才生效' })
    expect(adjustmentNote(-501, 500, 1_000)).toEqual({ tone: 'warn', text: '会员只有 500 可用积分' })
  })
  test('its decision says what happens before it does', () => {
    expect(decisionEffects(adjustments[0]!, true)[0]).toContain('+5,000，立刻生效')
    expect(decisionEffects(adjustments[1]!, true)[1]).toBe('会员可用积分不够时不会扣，也不会改动')
    expect(decisionEffects(adjustments[0]!, false)[0]).toContain('积分不变')
  })
})

describe('the report', () => {
  test('charts are titled with their message', () => {
    expect(endsMessage(liability.byEnd)).toBe('2027年11月到期最多，470,000 积分')
    expect(flowsMessage(liability.flows)).toBe('近 12 个月发放 870,000，用掉 540,000（62%）')
  })
  test('nothing yet is said so', () => expect([endsMessage([]), flowsMessage([])]).toEqual(['还没有会到期的积分', '近 12 个月还没有发放积分']))
  test('a month loses its leading zero', () => expect([monthText('2026-01'), monthText('2026-11')]).toEqual(['2026年1月', '2026年11月']))
})

test('the menu shows points to who may see members, and to finance', () => {
  const offered = (permissions: string[]): boolean => navigationFor(permissions).some((group) => group.entries.some((entry) => entry.to === '/points'))
  expect([offered(['members.read']), offered(['money.read']), offered(['orders.read'])]).toEqual([true, true, false])
})
