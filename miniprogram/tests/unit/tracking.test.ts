import { expect, test } from 'vitest'
import { BATCH_MAX, Dwell, reportOf, stillWaiting, WAITING_MAX, withTracked, without, type Tracked } from '@/shared/tracking/queue'

const one = (id: string, at: number, more: Partial<Tracked> = {}): Tracked => ({ id, kind: 'page', at, ...more })

test('the newest stay, and texts and times fit what the server takes', () => {
  let waiting: Tracked[] = []
  for (let n = 0; n < WAITING_MAX + 20; n++) waiting = withTracked(waiting, one(`e${n}`, n))
  expect(waiting).toHaveLength(WAITING_MAX)
  expect(waiting[0]?.id).toBe('e20')
  const [long] = withTracked([], one('x', 1, { text: '纸'.repeat(99), dwellMs: 9e9 }))
  expect([long?.text?.length, long?.dwellMs]).toEqual([64, 3_600_000])
  expect(withTracked([], one('x', 1, { dwellMs: -5 }))[0]?.dwellMs).toBe(0)
})

test('a report takes the oldest and leaves what came meanwhile', () => {
  const now = 1_800_000_000_000
  let waiting: Tracked[] = []
  for (let n = 0; n < BATCH_MAX + 3; n++) waiting = withTracked(waiting, one(`e${n}`, now - 1000 + n))
  const report = reportOf(waiting, now)!
  expect(report.events).toHaveLength(BATCH_MAX)
  expect(report.sentAt).toBe(new Date(now).toISOString())
  waiting = withTracked(waiting, one('late', now))
  expect(without(waiting, report).map((left) => left.id)).toEqual(['e50', 'e51', 'e52', 'late'])
  expect(reportOf([], now)).toBeNull()
})

test('what is older than a day, or of a clock that was set back, is not reported', () => {
  const now = 1_800_000_000_000
  expect(stillWaiting([one('old', now - 25 * 3_600_000), one('new', now - 5), one('ahead', now + 60_000)], now).map((left) => left.id)).toEqual(['new'])
})

test('time runs while the page is on the screen', () => {
  const dwell = new Dwell()
  dwell.show(1000)
  dwell.show(1500)
  expect(dwell.hide(3000)).toBe(2000)
  expect(dwell.hide(9000)).toBe(2000)
  dwell.show(10_000)
  expect(dwell.hide(10_500)).toBe(2500)
})
