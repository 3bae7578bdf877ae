import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { refreshing } from '../sidebar/features/scripts/refreshing'

const CALM_MS = 3_000
let times = 0

beforeEach(() => {
  times = 0
  vi.useFakeTimers()
})
afterEach(() => vi.useRealTimers())

test('many things within a moment are read once, and not later for coming on and on', () => {
  const quiet = refreshing(() => void times++, CALM_MS)
  for (let told = 0; told < 10; told += 1) {
    quiet.heard()
    vi.advanceTimersByTime(290)
  }
  expect(times).toBe(0)
  vi.advanceTimersByTime(100)
  expect(times).toBe(1)
  vi.advanceTimersByTime(60_000)
  expect(times).toBe(1)
  quiet.heard()
  vi.advanceTimersByTime(CALM_MS)
  expect(times).toBe(2)
})

test('nothing changes while the guide is editing; once they have ended it is read at once', () => {
  const quiet = refreshing(() => void times++, CALM_MS)
  quiet.heard()
  quiet.hold(true)
  vi.advanceTimersByTime(60_000)
  quiet.heard()
  vi.advanceTimersByTime(60_000)
  expect(times).toBe(0)
  quiet.hold(false)
  expect(times).toBe(1)
  vi.advanceTimersByTime(60_000)
  quiet.hold(true)
  quiet.hold(false)
  expect(times).toBe(1)
})

test('ended before its time it waits all the same', () => {
  const quiet = refreshing(() => void times++, CALM_MS)
  quiet.hold(true)
  quiet.heard()
  vi.advanceTimersByTime(1_000)
  quiet.hold(false)
  expect(times).toBe(0)
  vi.advanceTimersByTime(2_000)
  expect(times).toBe(1)
})

test('a page that is left reads nothing', () => {
  const quiet = refreshing(() => void times++, CALM_MS)
  quiet.heard()
  quiet.stop()
  vi.advanceTimersByTime(60_000)
  expect(times).toBe(0)
})
