import { useRef } from 'react'
import type { Quote } from '@siyu/client/shapes'
import { write } from '@/shared/api/http'
import type { Asked } from '@/shared/lib/basket-params'
import { say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'

/** A quote and the coupons that it was asked with: null, the best ones. The order sends the same. */
export interface Quoted { quote: Quote; couponIds: string[] | null }

const UNUSABLE = 'promotion.coupon_unusable'

/** The price of what is asked for; null `addressId` leaves the address to the server. `isDone`: there is nothing left to quote. */
export const useQuoted = (asked: Asked, addressId: string | null, isDone: boolean) => {
  const wanted = useRef<string[] | null>(null)
  const ask = async (couponIds: string[] | null): Promise<Quoted> => {
    const quote = await write<Quote>('POST', '/checkout/quote', { ...asked, addressId, couponIds })
    const refused = couponIds && quote.problems.find((problem) => problem.code === UNUSABLE)
    if (!refused) return { quote, couponIds }
    // A coupon was used elsewhere or no longer fits: back to the best ones, with the server's word on why.
    say(refused.message)
    wanted.current = null
    return { quote: await write<Quote>('POST', '/checkout/quote', { ...asked, addressId, couponIds: null }), couponIds: null }
  }
  const query = useQuery<Quoted>(isDone ? null : (addressId ?? 'default'), () => ask(wanted.current))
  const choose = useAction(async (_key: string, couponIds: string[] | null) => {
    const made = await ask(couponIds)
    wanted.current = made.couponIds
    query.set(made)
  })
  return { query, choose }
}
