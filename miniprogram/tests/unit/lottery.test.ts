import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from 'vitest'
import type { RoundRecord } from '@siyu/client/shapes'
import { percentText, rolledOf, rollOf, verify } from '@/features/play/verify'

interface Vectors { rolls: [string, string, number, string, number][]; rounds: { record: RoundRecord; wrong: string[] }[] }
const vectors = JSON.parse(readFileSync(path.resolve(import.meta.dirname, '../../../tests/vectors/lottery.json'), 'utf8')) as Vectors

/** The verdict in the server's words. */
const saidOf = (record: RoundRecord): string[] => {
  const found = verify(record)
  return [...(found.seedFits ? [] : ['the seed is not the one that was promised']), ...found.wrong.map((n) => `draw ${n}`), ...(found.whole ? [] : ['draws are missing'])]
}

test('every roll is the one that the server draws', () => {
  expect(vectors.rolls.length).toBe(200)
  for (const [seed, roundId, n, nonce, roll] of vectors.rolls) expect(rollOf(seed, roundId, n, nonce)).toBe(roll)
})

test('true rounds are found right and forged ones wrong, at the same draws as the server says', () => {
  const right = vectors.rounds.filter((one) => one.wrong.length === 0)
  expect(right.length).toBeGreaterThan(20)
  expect(vectors.rounds.length - right.length).toBeGreaterThan(15)
  for (const { record, wrong } of vectors.rounds) expect(saidOf(record)).toEqual(wrong)
})

test('odds are summed from the first prize on', () => {
  expect([0, 1, 2, 999_999].map((roll) => rolledOf([1, 0, 999_999], roll))).toEqual([0, 2, 2, 2])
  expect([1_000_000, 5000, 125_000, 1].map(percentText)).toEqual(['100%', '0.5%', '12.5%', '0.0001%'])
})

test('a round of two thousand draws is verified in a moment', () => {
  const { record } = vectors.rounds.find((one) => one.record.draws.length > 10)!
  const draws = Array.from({ length: 2000 }, (_, place) => ({ ...record.draws[place % record.draws.length]!, n: place + 1 }))
  const began = Date.now()
  verify({ ...record, draws, round: { ...record.round, draws: 2000 } })
  console.info('2000 draws verified in ms', Date.now() - began)
  expect(Date.now() - began).toBeLessThan(5000)
})
