import type { ReviewSummary } from '@siyu/client/shapes'

/** 4.8 for 48 tenths. */
export const averageText = (summary: ReviewSummary): string => (summary.averageTenths / 10).toFixed(1)

/** 1280 as 1280, 12800 as 1.2 万: what is counted is never rounded up. */
export const countText = (count: number): string => (count < 10_000 ? String(count) : `${Math.floor(count / 1000) / 10} 万`)

/** Shares of one to five stars in whole per cent, five first. */
export const shares = (summary: ReviewSummary): { stars: number; count: number; percent: number }[] =>
  [5, 4, 3, 2, 1].map((stars) => {
    const count = summary.starCounts[stars - 1] ?? 0
    return { stars, count, percent: summary.count ? Math.round((count * 100) / summary.count) : 0 }
  })

export const STAR_WORDS = ['', '很不满意', '不满意', '一般', '满意', '非常满意'] as const
