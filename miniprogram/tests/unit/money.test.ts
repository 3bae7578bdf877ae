import { expect, test } from 'vitest'
import { discountText, priceParts, soldText, yuan } from '@/shared/lib/money'

test.each([
  [0, { sign: '', integer: '0', fraction: '' }], [5, { sign: '', integer: '0', fraction: '.05' }], [12300, { sign: '', integer: '123', fraction: '' }],
  [12350, { sign: '', integer: '123', fraction: '.5' }], [12345, { sign: '', integer: '123', fraction: '.45' }], [-800, { sign: '-', integer: '8', fraction: '' }],
])('%i fen has its parts', (fen, parts) => expect(priceParts(fen)).toEqual(parts))

test('sums to pay keep both decimals', () => expect(priceParts(8300, true)).toEqual({ sign: '', integer: '83', fraction: '.00' }))

test('yuan has two decimals and its sign before the mark', () => {
  expect(yuan(1200)).toBe('¥12.00')
  expect(yuan(-5)).toBe('-¥0.05')
})

test.each([[95, '9.5 折'], [90, '9 折'], [100, ''], [0, '']])('%i %% is said as %s', (percent, text) => expect(discountText(percent)).toBe(text))
test.each([[0, ''], [9999, '已售 9999'], [12345, '已售 1.2万+']])('%i sold', (count, text) => expect(soldText(count)).toBe(text))
