import { describe, expect, test } from 'vitest'
import type { Sku } from '@siyu/client/shapes'
import { choose, chosenSku, firstChoice, isPossible, quantityRule } from '@/shared/lib/sku-choice'

const sku = (colour: string, size: string, available: number, limitPerOrder = 0): Sku =>
  ({ id: `${colour}-${size}`, optionValues: [colour, size], priceFen: 100, marketPriceFen: null, memberPriceFen: null, imageUrl: null, available, lowStock: false, limitPerOrder, weightG: 1 })
const SKUS = [sku('pink', 'S', 3), sku('pink', 'L', 0), sku('white', 'S', 5)] // white L was never made

describe('choosing', () => {
  test('values without stock in the present choice are impossible, not hidden', () => {
    expect(isPossible(SKUS, ['pink', null], 1, 'S')).toBe(true)
    expect(isPossible(SKUS, ['pink', null], 1, 'L')).toBe(false)
    expect(isPossible(SKUS, [null, null], 1, 'L')).toBe(false)
    expect(isPossible(SKUS, [null, 'S'], 0, 'white')).toBe(true)
  })

  test('a sold-out SKU can be looked at; one never made drops what stands against it', () => {
    expect(choose(SKUS, ['pink', null], 1, 'L')).toEqual(['pink', 'L'])
    expect(choose(SKUS, ['white', null], 1, 'L')).toEqual([null, 'L'])
  })

  test('tapping again clears', () => expect(choose(SKUS, ['pink', 'S'], 0, 'pink')).toEqual([null, 'S']))

  test('a SKU is chosen when every option is', () => {
    expect(chosenSku(SKUS, ['pink', null])).toBeNull()
    expect(chosenSku(SKUS, ['white', 'S'])?.id).toBe('white-S')
    expect(chosenSku([sku('a', 'b', 1)], ['a', 'b'])?.id).toBe('a-b')
  })

  test('a product of one SKU is chosen from the start', () => {
    expect(firstChoice(2, [sku('a', 'b', 1)])).toEqual(['a', 'b'])
    expect(firstChoice(2, SKUS)).toEqual([null, null])
  })
})

test('the rule that bites first is named', () => {
  expect(quantityRule(sku('a', 'b', 3, 5))).toEqual({ max: 3, reason: '库存还有 3 件' })
  expect(quantityRule(sku('a', 'b', 30, 5))).toEqual({ max: 5, reason: '每单限购 5 件' })
})
