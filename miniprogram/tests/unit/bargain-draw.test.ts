import { createHash, createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { check, commitmentOf, cutsOf } from '@/features/bargain/draw'
import { ascii, hex, hmacSha256, sha256 } from '@/shared/lib/sha256'

test('hashes are those of the machine, over every length around a block', () => {
  for (let length = 0; length < 140; length++) {
    const text = 'siyu-'.repeat(30).slice(0, length)
    expect(hex(sha256(ascii(text)))).toBe(createHash('sha256').update(text).digest('hex'))
    expect(hex(hmacSha256(ascii(text), ascii('message')))).toBe(createHmac('sha256', text).update('message').digest('hex'))
  }
})

test('the recipe gives the figures that the shop’s own tests hold', () => {
  expect(commitmentOf('warm-grain-0001')).toBe('afcfc38e29344dc489407b9a7719e53a62fffd790c88735ceccb5acdd1438a08')
  expect(cutsOf('warm-grain-0001', 6000, 8)).toEqual([1120, 778, 766, 730, 698, 687, 645, 576])
  expect(cutsOf('warm-grain-0001', 1990, 5)).toEqual([630, 414, 346, 329, 271])
  const large = cutsOf('seed-1000000000', 1_000_000_000, 100)
  expect([large[0], large[1], large[99]]).toEqual([17_807_051, 16_167_912, 3_794_214])
  expect(large.reduce((sum, fen, place) => sum + place * fen, 0)).toBe(39_901_851_866)
  expect(cutsOf('warm-grain-0001', 3, 3)).toEqual([1, 1, 1])
})

test('the sum is exact up to the largest that the shop draws', () => {
  for (const [total, planned] of [[1_000_000_000, 100], [999_999_999, 97], [100, 100], [1, 1]] as const) {
    const cuts = cutsOf(`seed-${total}`, total, planned)
    expect(cuts.reduce((sum, fen) => sum + fen, 0)).toBe(total)
    expect(cuts.every((fen, i) => fen >= 1 && (i === 0 || fen <= cuts[i - 1]!))).toBe(true)
  }
})

test('a cut that was changed, or a seed that was swapped, is found', () => {
  const seed = 'warm-grain-0001'
  const made = cutsOf(seed, 6000, 8).slice(0, 3)
  expect(check(seed, commitmentOf(seed), 6000, 8, made)).toMatchObject({ seedFits: true, cutsFit: true })
  expect(check(seed, commitmentOf(seed), 6000, 8, [made[0]! - 1, ...made.slice(1)])).toMatchObject({ seedFits: true, cutsFit: false })
  expect(check('another', commitmentOf(seed), 6000, 8, made)).toMatchObject({ seedFits: false, cutsFit: false })
})
