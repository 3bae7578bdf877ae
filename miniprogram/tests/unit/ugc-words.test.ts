import { expect, test } from 'vitest'
import type { ReviewSummary } from '@siyu/client/shapes'
import { averageText, countText, shares } from '@/shared/ugc/words'

const summary: ReviewSummary = { count: 4, averageTenths: 43, goodPercent: 75, starCounts: [0, 1, 0, 0, 3], withPictures: 2 }

test('an average has one place, and what is counted is never rounded up', () => {
  expect(averageText(summary)).toBe('4.3')
  expect([9_999, 10_000, 19_999].map(countText)).toEqual(['9999', '1 万', '1.9 万'])
})

test('shares stand from five stars to one, and nothing is shared of nothing', () => {
  expect(shares(summary)).toEqual([{ stars: 5, count: 3, percent: 75 }, { stars: 4, count: 0, percent: 0 }, { stars: 3, count: 0, percent: 0 }, { stars: 2, count: 1, percent: 25 }, { stars: 1, count: 0, percent: 0 }])
  expect(shares({ ...summary, count: 0, starCounts: [0, 0, 0, 0, 0] }).every((one) => one.percent === 0)).toBe(true)
})
