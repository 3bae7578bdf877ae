import type { RoundRecord } from '@siyu/client/shapes'
import { ascii, hex, hmacSha256, sha256 } from '@/shared/lib/sha256'

/**
 * A round of a lottery, computed again from its seed: the recipe `siyu-lottery-1` is written out in
 * `domain/members/lottery_draw.py`, and both are held to the same rounds (`tests/vectors/lottery.json`). No number here
 * exceeds what a number holds exactly.
 */
const WHOLE = 1_000_000
const BELOW = 4_294_000_000

export const rollOf = (seed: string, roundId: string, n: number, nonce: string): number => {
  const key = ascii(seed)
  for (let k = 0; ; k++) {
    const [a, b, c, d] = hmacSha256(key, ascii(`siyu-lottery-1:${roundId}:${n}:${nonce}:${k}`)) as [number, number, number, number]
    const word = ((a << 24) | (b << 16) | (c << 8) | d) >>> 0
    if (word < BELOW) return word % WHOLE
  }
}

/** The first prize whose odds, summed up to and including its own, exceed the roll. */
export const rolledOf = (odds: number[], roll: number): number => {
  let upto = 0
  return odds.findIndex((ppm) => (upto += ppm) > roll)
}

export interface Verdict { seedFits: boolean; whole: boolean; wrong: number[]; checked: number }

/** Whether the seed is the one that was promised, no draw is missing, and every draw is the one that the seed gives. */
export const verify = ({ round, shares, draws }: RoundRecord): Verdict => {
  const seed = round.seed ?? ''
  const odds = shares.map((share) => share.oddsPpm)
  const won = shares.map((share) => share.wonBefore)
  const wrong: number[] = []
  draws.forEach((draw, place) => {
    const roll = rollOf(seed, round.id, draw.n, draw.nonce)
    const rolled = rolledOf(odds, roll)
    const { stock } = shares[rolled]!
    const given = stock === null || won[rolled]! < stock ? rolled : shares.length - 1
    if (draw.n !== place + 1 || draw.roll !== roll || draw.rolled !== rolled || draw.given !== given) wrong.push(draw.n)
    won[draw.given] = (won[draw.given] ?? 0) + 1
  })
  return { seedFits: hex(sha256(ascii(seed))) === round.commitment, whole: draws.length === round.draws, wrong, checked: draws.length }
}

/** 12.5%, as exact as the odds are. */
export const percentText = (ppm: number): string => `${String(ppm / 10_000)}%`
