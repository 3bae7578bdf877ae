import { useRef } from 'react'
import type { Quote } from '@siyu/client/shapes'
import { write } from '@/shared/api/http'
import type { Asked } from '@/shared/lib/basket-params'
import { say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'

/** What a person chose beside the goods: coupons (null, the best ones), and whether points pay as much as they can. */
export interface Choice { couponIds: string[] | null; usesPoints: boolean }
/** A quote and the choice that it was asked with. The order sends the same coupons and as many points as the quote shows. */
export interface Quoted extends Choice { quote: Quote }

const UNUSABLE = 'promotion.coupon_unusable'

/** The price of what is asked for; null `addressId` leaves the address to the server. `isDone`: there is nothing left to quote. */
export const useQuoted = (asked: Asked, addressId: string | null, isDone: boolean) => {
  const wanted = useRef<Choice>({ couponIds: null, usesPoints: false })
  const fetched = ({ couponIds, usesPoints }: Choice): Promise<Quote> =>
    write<Quote>('POST', '/checkout/quote', { ...asked, addressId, couponIds, points: usesPoints ? null : 0 })
  const ask = async (choice: Choice): Promise<Quoted> => {
    const quote = await fetched(choice)
    const refused = choice.couponIds && quote.problems.find((problem) => problem.code === UNUSABLE)
    if (!refused) return { quote, ...choice }
    // A coupon was used elsewhere or no longer fits: back to the best ones, with the server's word on why.
    say(refused.message)
    const best = { ...choice, couponIds: null }
    wanted.current = best
    return { quote: await fetched(best), ...best }
  }
  const query = useQuery<Quoted>(isDone ? null : (addressId ?? 'default'), () => ask(wanted.current))
  const choose = useAction(async (_key: string, change: Partial<Choice>) => {
    const made = await ask({ ...wanted.current, ...change })
    wanted.current = { couponIds: made.couponIds, usesPoints: made.usesPoints }
    query.set(made)
  })
  return { query, choose }
}
