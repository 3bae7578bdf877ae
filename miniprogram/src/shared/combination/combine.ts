import { fitOf, grown, soonest, type Fit } from './fit'
import { Ground, inOrder, type Candidate } from './ground'
import { micros, plainYuan } from './moment'
import { Search, type Choice } from './search'
import { verdictOf, ZERO_WORDS, type Told } from './verdict'
import type { CombinationInput, FreightCost, Nearest, Outcome } from './types'

const COUPONS_MAX = 40
const NEAREST_MAX = 4
const BEYOND_WORDS = `一次最多比较 ${COUPONS_MAX} 张优惠券，请手动选用`

/**
 * The best combination of coupons, or what a choice comes to, as the server computes it (domain/promotion/combination.py
 * says what is legal and what is best): the same figures and the same words. What is shown while a person taps; the
 * server's word counts. Throws CouponUnusable for a choice that leaves nothing to pay.
 */
export const combine = ({ items, coupons, freight, at, choice }: CombinationInput): Outcome => {
  const ground = new Ground(items, freight)
  const now = micros(at)
  const fits = coupons.map((coupon) => fitOf(coupon, items, now))
  const candidates = ground.candidates(fits)
  const found = new Search(ground, candidates.slice(0, COUPONS_MAX), 2).run()
  const chosen = choice ? legal(ground, candidates, choice) : found[0]!.chosen
  const other = found.find((each) => !isSame(each.chosen, chosen))
  const payableFen = ground.payable(ground.after(chosen))
  const beyond = new Set(candidates.slice(COUPONS_MAX).map((one) => one.held.id))
  const told: Told = { ground, chosen, payableFen, beyond, beyondWords: BEYOND_WORDS }
  const byId = new Map(candidates.map((one) => [one.held.id, one]))
  return {
    uses: ground.uses(chosen),
    payableFen,
    runnerUp: other ? other.chosen.map((one) => one.held.id) : null,
    runnerUpPayableFen: other ? other.payableFen : null,
    verdicts: fits.map(({ held, obstacle }) => {
      const one = byId.get(held.id)
      return one ? verdictOf(told, one) : { couponId: held.id, state: 'unusable', aloneOffFen: 0, reason: obstacle ?? '' }
    }),
    nearest: choice ? null : nearest(ground, freight, fits, found[0]!),
  }
}

export class CouponUnusable extends Error {}

/** The page offers only what stands beside each other; that something is left to pay is for us to see. */
const legal = (ground: Ground, candidates: readonly Candidate[], choice: readonly string[]): readonly Candidate[] => {
  const taken = inOrder(candidates.filter((one) => choice.includes(one.held.id)))
  if (!ground.isLegal(ground.payable(ground.after(taken)))) throw new CouponUnusable(`这样用券${ZERO_WORDS}`)
  return taken
}

const isSame = (one: readonly Candidate[], other: readonly Candidate[]): boolean =>
  one.length === other.length && one.every((each, i) => each === other[i])

/** The least that is to be bought so that one more coupon saves more than now. */
const nearest = (ground: Ground, freight: FreightCost, fits: readonly Fit[], best: Choice): Nearest | null => {
  const savedFen = ground.fullFen - best.payableFen
  const near = fits.filter((fit) => fit.missingFen && fit.lines.length && fit.isInTime && fit.held.rule.kind !== 'gift')
  near.sort((a, b) => a.missingFen - b.missingFen || soonest(a, b))
  let found: Nearest | null = null
  for (const { held, missingFen, lines } of near.slice(0, NEAREST_MAX)) {
    if (found && missingFen > found.addFen) break
    const line = lines[0]!
    const larger = new Ground(ground.items.map((item, i) => (i === line ? { ...item, payableFen: item.payableFen + missingFen } : item)), freight)
    const gainFen = gain(larger, fits.map((fit) => grown(fit, line, missingFen)), held.id, savedFen)
    if (gainFen > (found?.saveFen ?? 0)) {
      found = { couponId: held.id, addFen: missingFen, saveFen: gainFen, text: `再买 ${plainYuan(missingFen)} 元可用「${held.name}」，多省 ${plainYuan(gainFen)} 元` }
    }
  }
  return found
}

/** What the best combination with the coupon saves beyond `savedFen` in the larger basket; 0 if it has no part in that. */
const gain = (larger: Ground, fits: readonly Fit[], couponId: string, savedFen: number): number => {
  const candidates = larger.candidates(fits).slice(0, COUPONS_MAX)
  const one = candidates.find((each) => each.held.id === couponId)
  const belowFen = larger.fullFen - savedFen
  const [best] = one ? new Search(larger, candidates, 1, belowFen).run(one) : []
  if (!best) return 0
  const without = larger.payable(larger.after(best.chosen.filter((each) => each !== one)))
  return without > best.payableFen ? belowFen - best.payableFen : 0
}
