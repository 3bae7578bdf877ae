import { useEffect, useState } from 'react'
import type { CouponAdvice } from '@siyu/client/shapes'
import { bestCombination } from '@/shared/combination'
import { useAction } from '@/shared/lib/use-action'
import { advised } from './coupon-choice'

/** Coupons that a person tries out: `couponIds` null are the best ones. */
export interface Tried { couponIds: string[] | null; advice: CouponAdvice; payableFen: number }

/**
 * What other coupons come to is computed beside the page, so that a tap needs no answer from the server; `tried` is null
 * where nothing was changed. A new quote ends the trial: the server's word counts.
 */
export const useTried = (quoted: CouponAdvice, payableFen: number) => {
  const [tried, setTried] = useState<Tried | null>(null)
  useEffect(() => setTried(null), [quoted])
  const attempt = useAction(async (_key: string, couponIds: string[] | null) => {
    const outcome = await bestCombination({ ...quoted.combining, choice: couponIds })
    setTried({ couponIds, advice: advised(quoted, outcome, couponIds === null), payableFen: outcome.payableFen })
  })
  return { shown: tried ?? { advice: quoted, payableFen }, tried, attempt }
}
