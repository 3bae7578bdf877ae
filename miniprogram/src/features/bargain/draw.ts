import { ascii, hex, hmacSha256, sha256 } from '@/shared/lib/sha256'

/**
 * The cuts of a bargain, computed again from its seed: the recipe, version 1, is written out in
 * `domain/promotion/bargain_draw.py`, and both are held to the same figures by their tests. Up to 100 cuts of 10 million
 * yuan in all, no product here exceeds what a number holds exactly.
 */
export const cutsOf = (seed: string, totalFen: number, planned: number): number[] => {
  const weights = Array.from({ length: planned }, (_, i) => (70 + (wordOf(seed, i) % 61)) * (3 * planned - 2 * i)).sort((a, b) => b - a)
  const whole = weights.reduce((sum, weight) => sum + weight, 0)
  let upto = 0
  let dealt = 0
  const cuts = weights.map((weight) => {
    upto += weight
    const product = (totalFen - planned) * upto
    const after = (product - (product % whole)) / whole
    const cut = 1 + after - dealt
    dealt = after
    return cut
  })
  return cuts.sort((a, b) => b - a)
}

export const commitmentOf = (seed: string): string => hex(sha256(ascii(seed)))

const wordOf = (seed: string, i: number): number => {
  const [a, b, c, d] = hmacSha256(ascii(seed), ascii(`siyu-bargain-1:${i}`)) as [number, number, number, number]
  return ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
}

export interface Verdict { seedFits: boolean; cutsFit: boolean; cuts: number[] }

/** Whether the seed is the one that was promised, and whether every cut made is the one that it gives. */
export const check = (seed: string, commitment: string, totalFen: number, planned: number, made: number[]): Verdict => {
  const cuts = cutsOf(seed, totalFen, planned)
  return { seedFits: commitmentOf(seed) === commitment, cutsFit: made.length <= cuts.length && made.every((fen, i) => fen === cuts[i]), cuts }
}
