import type { CouponAdvice, CouponChoice } from '@siyu/client/shapes'
import type { Outcome } from '@/shared/combination/types'
import { yuan } from '@/shared/lib/money'

/** The wallet as it would be chosen after a tap: one coupon per layer, nothing beside an exclusive one; what stands against the tapped one goes. */
export const toggled = (choices: CouponChoice[], id: string): string[] => {
  const one = choices.find((choice) => choice.id === id)
  const used = choices.filter((choice) => choice.state === 'used')
  if (!one || one.state === 'used') return used.filter((choice) => choice.id !== id).map((choice) => choice.id)
  const kept = one.isExclusive ? [] : used.filter((choice) => !choice.isExclusive && choice.layer !== one.layer)
  return [...kept, one].map((choice) => choice.id)
}

/** The server's advice with another outcome in it; the rows stay where they are under the finger. */
export const advised = (quoted: CouponAdvice, outcome: Outcome, isBest: boolean): CouponAdvice => {
  const verdicts = new Map(outcome.verdicts.map((verdict) => [verdict.couponId, verdict]))
  const off = (use: Outcome['uses'][number]): number => use.offs.reduce((sum, [, fen]) => sum + fen, use.freightOffFen)
  return {
    ...quoted, isBest,
    choices: quoted.choices.map((choice) => ({ ...choice, ...verdicts.get(choice.id) })),
    offFen: outcome.uses.reduce((sum, use) => sum + off(use), 0),
    runnerUp: outcome.runnerUp, runnerUpPayableFen: outcome.runnerUpPayableFen, nearest: outcome.nearest,
  }
}

export interface RowWords { text: string; isOff: boolean; isBest: boolean }

/** What the row on the page says; null advice: the wallet is empty. */
export const rowWords = (advice: CouponAdvice | null): RowWords => {
  if (!advice?.choices.length) return { text: '没有可用的券，去领券', isOff: false, isBest: false }
  const count = (state: CouponChoice['state']): number => advice.choices.filter((choice) => choice.state === state).length
  if (count('used')) return { text: advice.offFen ? `-${yuan(advice.offFen)}` : `已选 ${count('used')} 张`, isOff: advice.offFen > 0, isBest: advice.isBest }
  const usable = count('usable')
  return { text: usable ? `未使用，${usable} 张可用` : '本单没有可用的券', isOff: false, isBest: false }
}

/** The sentence on top of the sheet: why this choice, or what a better one would save. `payableFen` and all comparisons are before points. */
export const adviceWords = ({ isBest, offFen, choices, runnerUpPayableFen }: CouponAdvice, payableFen: number, withPoints = false): { title: string; hint: string } => {
  const other = runnerUpPayableFen === null ? null : runnerUpPayableFen - payableFen
  const used = choices.some((choice) => choice.state === 'used')
  const before = withPoints ? '不算积分抵扣，' : ''
  if (isBest) {
    if (!used) return { title: choices.some((choice) => choice.state === 'usable') ? '不用券最划算' : '本单没有可用的券', hint: '' }
    const hint = other === null ? '' : other > 0 ? `${before}换一种用法要付 ${yuan(payableFen + other)}，多付 ${yuan(other)}` : `${before}另有一种用法，应付金额相同`
    return { title: offFen ? `已为您选最优，共省 ${yuan(offFen)}` : '已为您选最优', hint }
  }
  const chosen = used ? (offFen ? `您选的券共省 ${yuan(offFen)}` : '您选的券本单没有减金额') : '本单不使用优惠券'
  return { title: chosen, hint: other !== null && other < 0 ? `${before}用最优组合还能再省 ${yuan(-other)}` : '' }
}
