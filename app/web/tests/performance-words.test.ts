import { expect, test } from 'vitest'
import { checkAttribution, checkHandover, figureText, FIGURES, moved, percentText, periodText, shanghaiDay } from '../admin/features/community/performance-words.ts'

test('a period before and after', () => {
  expect(moved('day', '2026-03-01', -1)).toBe('2026-02-28')
  expect(moved('week', '2026-11-30', 1)).toBe('2026-12-07')
  expect(moved('month', '2026-01-01', -1)).toBe('2025-12-01')
  expect(moved('month', '2026-12-01', 1)).toBe('2027-01-01')
})

test('a period in words, and the day of Shanghai', () => {
  expect(periodText('day', '2026-11-28', '2026-11-28')).toBe('2026 年 11 月 28 日')
  expect(periodText('week', '2026-11-23', '2026-11-29')).toBe('2026 年 11 月 23 日 – 11 月 29 日')
  expect(periodText('month', '2026-11-01', '2026-11-30')).toBe('2026 年 11 月')
  expect(shanghaiDay(Date.parse('2026-11-27T16:00:00Z'))).toBe('2026-11-28')
})

test('figures and parts in ten thousand', () => {
  const row = { userId: 'mei', name: '小美', avatarUrl: null, isActive: true, touches: 1_234, openings: 0, visitors: 0, gained: 0, lost: 0, orders: 0, buyers: 0, paidFen: 0, keptFen: 129_900, commissionFen: 0, tasksDone: 3, replies: { chats: null, messages: null, replyRate: null, replySeconds: null, blocked: null, daysRead: 0, daysUnread: 0 } }
  const text = (key: string): string => figureText(row, FIGURES.find((one) => one.key === key)!)
  expect([text('keptFen'), text('touches'), text('tasksDone')]).toEqual(['¥1,299.00', '1,234', '3'])
  expect([percentText(50), percentText(200)]).toEqual(['0.5%', '2%'])
})

test('rules that cannot be saved', () => {
  const attribution = { order: [], windows: { welcome: 7, script: 7, coupon: 7, post: 3, massMessage: 3, moment: 3 }, couponDays: 30, follow: 'last' as const, commission: { personal: 0, touch: 0, coupon: 0, follow: 0 } }
  expect(checkAttribution(attribution)).toHaveProperty('order')
  expect(checkAttribution({ ...attribution, order: ['touch'] })).toEqual({})
  const handover = { isOn: true, spendFen: 0, spendDays: 365, levels: [], tagIds: [], onConcierge: false, guides: [], choice: 'round_robin' as const }
  expect(Object.keys(checkHandover(handover)).sort()).toEqual(['guides', 'spendFen'])
  expect(checkHandover({ ...handover, isOn: false })).toEqual({})
  expect(checkHandover({ ...handover, guides: ['mei'], levels: ['gold'] })).toEqual({})
})
