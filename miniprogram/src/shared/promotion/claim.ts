import { ApiError } from '@siyu/client/client'
import type { CouponClaimed, CouponOffer } from '@siyu/client/shapes'
import { write } from '../api/http'
import { refreshMember } from '../api/session'
import { knock, say, sentenceOf } from '../lib/say'
import { useAction, type Action } from '../lib/use-action'

const told = ({ name, offer }: CouponClaimed): CouponOffer => {
  knock()
  say(`已领取「${name}」`)
  // The count beside the wallet; the coupon is there whether or not it could be read.
  void refreshMember()
  return offer
}

/** Claims one coupon. A refusal is told in the server's words, and what is shown is read anew. */
export const useClaim = (onClaimed: (offer: CouponOffer) => void, onRefused: () => void): Action<[string]> =>
  useAction(async (key: string, templateId: string) => onClaimed(told(await write<CouponClaimed>('POST', '/coupons/claim', { templateId }, key))),
    (error) => {
      if (!(error instanceof ApiError) || error.status === 0) return false
      say(sentenceOf(error))
      onRefused()
      return true
    })

/** Claims by the code of a channel. */
export const useClaimCode = (onClaimed: (offer: CouponOffer) => void): Action<[string]> =>
  useAction(async (key: string, code: string) => onClaimed(told(await write<CouponClaimed>('POST', '/coupons/claim-code', { code }, key))))
