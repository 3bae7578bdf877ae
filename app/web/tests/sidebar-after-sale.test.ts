import { describe, expect, test } from 'vitest'
import { moved, monthText } from '../sidebar/features/home/months'
import { asked, leftText } from '../sidebar/features/orders/after-sale-words'
import type { AfterSale } from '../sidebar/shared/shapes'

const NOW = Date.parse('2026-11-28T08:00:00Z')
const HOUR = 3_600_000
const sale = (changed: Partial<AfterSale> = {}): AfterSale => ({
  id: '1', number: '2611280001', orderId: '2', orderNumber: '2611270009', kindText: '仅退款', status: 'applied', statusText: '待商家处理', sentence: '', reasonText: '质量有问题',
  description: '', imageUrls: [], lines: [], freightFen: 0, refundFen: 8_900, isReturn: false, shopPaysReturn: false, returnParcel: '', appliedAt: '2026-11-28T07:00:00Z', deadlineAt: '2026-11-30T07:00:00Z',
  decidedBy: '', decisionNote: '', steps: [], actions: ['agree', 'refuse', 'leave_word'], limitText: '', handsOver: false, ...changed,
})

describe('what is asked before anything happens', () => {
  test('money that moves at once is named in the question and on the button', () => {
    const { text, button, isNeeded } = asked('agree', sale())
    expect([text, button, isNeeded]).toEqual(['¥89.00 会立即原路退回客户，不能撤回', '确认退款 ¥89.00', false])
  })
  test('a return moves none yet', () => expect(asked('agree', sale({ isReturn: true })).text).toContain('店铺验收后'))
  test('a refusal needs its reason, which the customer reads', () => {
    const { label, isNeeded } = asked('refuse', sale())
    expect([label, isNeeded]).toEqual(['原因（客户会看到）', true])
  })
  test('above the limit it says that nothing is refunded', () => {
    const given = sale({ handsOver: true })
    expect([asked('agree', given).button, asked('refuse', given).button]).toEqual(['转给店铺', '转给店铺'])
    expect(asked('agree', given).text).toContain('现在不会退款')
    expect(asked('refuse', given).label).toBe('原因（店铺会看到）')
  })
})

test.each([
  [60 * HOUR, '还剩 2 天 12 小时'],
  [48 * HOUR, '还剩 2 天'],
  [47.5 * HOUR, '还剩 47 小时'],
  [HOUR / 2, '还剩 30 分钟'],
  [1, '还剩 1 分钟'],
  [0, '已经超时，请尽快处理'],
])('%d ms: %s', (ms, words) => expect(leftText(new Date(NOW + ms).toISOString(), NOW)).toBe(words))

test('months follow each other over the year', () => {
  expect([moved('2026-12', 1), moved('2026-01', -1), moved('2026-11', -1)]).toEqual(['2027-01', '2025-12', '2026-10'])
  expect(monthText('2026-09')).toBe('2026 年 9 月')
})
