import { expect, test } from 'vitest'
import { clockText, remainingText, stampText, whenText } from '@/shared/lib/time'

const NOW = Date.parse('2026-11-22T15:30:00Z') // 23:30 in Shanghai

test('clock and stamp are those of Shanghai', () => {
  expect(clockText('2026-11-22T06:32:00Z')).toBe('14:32')
  expect(stampText('2026-11-22T16:00:05Z')).toBe('2026-11-23 00:00:05')
})

test.each([
  ['2026-11-22T06:32:00Z', '今天 14:32'], ['2026-11-22T16:05:00Z', '明天 00:05'], ['2026-11-21T15:59:00Z', '昨天 23:59'], ['2026-11-20T16:01:00Z', '昨天 00:01'],
  ['2026-03-05T06:32:00Z', '3月5日 14:32'], ['2025-12-31T15:59:00Z', '2025年12月31日 23:59'], ['2025-12-31T16:00:00Z', '1月1日 00:00'],
])('%s is %s', (at, text) => expect(whenText(at, NOW)).toBe(text))

test.each([[1800, '30:00'], [59, '00:59'], [3723, '1:02:03'], [0, null], [-5, null]])('%i seconds left', (seconds, text) =>
  expect(remainingText(new Date(NOW + seconds * 1000).toISOString(), NOW)).toBe(text))
