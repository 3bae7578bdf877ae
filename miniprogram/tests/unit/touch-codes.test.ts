import { expect, test } from 'vitest'
import { codeOf, codeOfHash, stillWaiting, withTouch } from '@/shared/lib/touch-codes'

test('a code is ten letters and digits', () => {
  expect(codeOf({ t: 'aB3dE6gH9k' })).toBe('aB3dE6gH9k')
  for (const odd of [undefined, {}, { t: '' }, { t: 'short' }, { t: 'aB3dE6gH9k1' }, { t: '../../../a' }, { t: 7 }]) expect(codeOf(odd)).toBeNull()
})

test('a browser has it in the route after the hash', () => {
  expect(codeOfHash('#/features/product/detail/index?id=1&t=aB3dE6gH9k')).toBe('aB3dE6gH9k')
  expect(codeOfHash('#/features/catalogue/home/index?t=aB3dE6gH9k')).toBe('aB3dE6gH9k')
  for (const odd of ['', '#/features/catalogue/home/index', '#/x?pt=aB3dE6gH9k', '#/x?t=']) expect(codeOfHash(odd)).toBeNull()
})

test('what waits is told in the order of the last opening, and not for ever', () => {
  const two = withTouch(withTouch([], 'first00000', 1), 'second0000', 2)
  expect(withTouch(two, 'first00000', 3).map((one) => one.code)).toEqual(['second0000', 'first00000'])
  let many = two
  for (let at = 3; at < 20; at++) many = withTouch(many, `code${at}`, at)
  expect(many.map((one) => one.at)).toEqual([15, 16, 17, 18, 19])
  expect(stillWaiting(two, 7 * 24 * 3_600_000 + 1)).toEqual([{ code: 'second0000', at: 2 }])
})
