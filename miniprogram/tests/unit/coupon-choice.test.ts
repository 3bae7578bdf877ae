import { expect, test } from 'vitest'
import { adviceWords, rowWords, toggled } from '@/features/checkout/confirm/coupon-choice'
import { adviceOf } from '../fixtures/promotions'
import { id } from '../fixtures/goods'

const { choices } = adviceOf()

test('a tap on a used coupon puts it away and leaves the others', () => expect(toggled(choices, id(12, 1))).toEqual([id(12, 2)]))
test('a tap on another one of the same layer takes its place, and the freight coupon stays', () => expect(toggled(choices, id(12, 3))).toEqual([id(12, 2), id(12, 3)]))
test('an exclusive one stands alone, whichever of the two is tapped', () => {
  const exclusive = choices.map((choice) => (choice.id === id(12, 3) ? { ...choice, isExclusive: true } : choice))
  expect(toggled(exclusive, id(12, 3))).toEqual([id(12, 3)])
  const taken = exclusive.map((choice) => ({ ...choice, state: choice.id === id(12, 3) ? ('used' as const) : choice.state === 'used' ? ('usable' as const) : choice.state }))
  expect(toggled(taken, id(12, 2))).toEqual([id(12, 2)])
})
test('who taps what is not there changes nothing', () => expect(toggled(choices, id(12, 99))).toEqual([id(12, 1), id(12, 2)]))

test('the row says what the coupons take off, or how many there are', () => {
  expect(rowWords(adviceOf())).toEqual({ text: '-¥38.00', isOff: true, isBest: true })
  expect(rowWords(null)).toEqual({ text: '没有可用的券，去领券', isOff: false, isBest: false })
  const free = choices.map((choice) => ({ ...choice, state: choice.state === 'used' ? ('usable' as const) : choice.state }))
  expect(rowWords(adviceOf({ choices: free, offFen: 0, isBest: false })).text).toBe('未使用，3 张可用')
  expect(rowWords(adviceOf({ choices: choices.slice(3), offFen: 0 }))).toEqual({ text: '本单没有可用的券', isOff: false, isBest: false })
  expect(rowWords(adviceOf({ choices: choices.slice(0, 1), offFen: 0 })).text).toBe('已选 1 张')
})

test('the sheet says why this choice, and what another one would cost', () => {
  expect(adviceWords(adviceOf(), 7581)).toEqual({ title: '已为您选最优，共省 ¥38.00', hint: '换一种用法要付 ¥85.81，多付 ¥10.00' })
  expect(adviceWords(adviceOf({ runnerUpPayableFen: 7581 }), 7581).hint).toBe('另有一种用法，应付金额相同')
  expect(adviceWords(adviceOf({ runnerUpPayableFen: null }), 7581).hint).toBe('')
  expect(adviceWords(adviceOf({ isBest: false, offFen: 2800, runnerUpPayableFen: 7581 }), 8581)).toEqual({ title: '您选的券共省 ¥28.00', hint: '用最优组合还能再省 ¥10.00' })
  expect(adviceWords(adviceOf({ isBest: false, offFen: 3800, runnerUpPayableFen: 8581 }), 7581).hint).toBe('')
  const free = choices.map((choice) => ({ ...choice, state: 'usable' as const }))
  expect(adviceWords(adviceOf({ choices: free, isBest: false, offFen: 0, runnerUpPayableFen: 7581 }), 11381)).toEqual({ title: '本单不使用优惠券', hint: '用最优组合还能再省 ¥38.00' })
  expect(adviceWords(adviceOf({ choices: free, offFen: 0 }), 7581).title).toBe('不用券最划算')
})
