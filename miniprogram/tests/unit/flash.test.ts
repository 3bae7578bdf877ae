import { describe, expect, test } from 'vitest'
import type { FlashSession } from '@siyu/client/shapes'
import { firstOf, gonePercent, leftText, tabText } from '@/features/flash/sale'

const session = (id: string, state: FlashSession['state'], startsAt: string): FlashSession => ({
  id, name: '午间场', label: '秒杀', state, startsAt, endsAt: '2026-03-08T08:00:00Z', payWithinMinutes: 10, groupsToUnlock: 0, items: [],
})

describe('what is left', () => {
  test.each([
    [{ total: 200, remaining: 74 }, 63, '已抢 63%，剩 74 件'],
    [{ total: 1000, remaining: 1 }, 99, '已抢 99%，剩 1 件'],
    [{ total: 1000, remaining: 1000 }, 0, '已抢 0%，剩 1000 件'],
    [{ total: 3, remaining: 0 }, 100, '共 3 件，已抢完'],
  ])('%o', (item, percent, text) => {
    expect(gonePercent(item)).toBe(percent)
    expect(leftText(item)).toBe(text)
  })
})

describe('sessions', () => {
  const now = Date.parse('2026-03-08T04:00:00Z')
  const running = session('a', 'running', '2026-03-08T04:00:00Z')
  const coming = session('b', 'coming', '2026-03-09T04:30:00Z')

  test('a tab says when, and what the session is at', () => {
    expect(tabText(running, now)).toBe('12:00 抢购中')
    expect(tabText(coming, now)).toBe('明天 12:30 即将开始')
  })

  test('the one that was asked for, else the one that runs, else the next', () => {
    expect(firstOf([coming, running])?.id).toBe('a')
    expect(firstOf([coming, running], 'b')?.id).toBe('b')
    expect(firstOf([coming], 'gone')?.id).toBe('b')
    expect(firstOf([])).toBeUndefined()
  })
})
