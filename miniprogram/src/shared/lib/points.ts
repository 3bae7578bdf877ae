import type { Derivation, Totals } from '@siyu/client/shapes'

/** 1234567 → "1,234,567". */
export const countText = (n: number): string => String(n).replace(/\B(?=(\d{3})+$)/g, ',')

/** 1200 → "+1,200", -300 → "-300". */
export const signedText = (n: number): string => `${n > 0 ? '+' : n < 0 ? '-' : ''}${countText(Math.abs(n))}`

/** What points paid, in fen, and what offers took off beside them: the server's discount is both. */
export const discountParts = (steps: Derivation[], totals: Totals): { pointsFen: number; offersFen: number } => {
  const pointsFen = steps.reduce((sum, step) => (step.step === 'points' ? sum - step.amountFen : sum), 0)
  return { pointsFen, offersFen: totals.discountFen - pointsFen }
}
