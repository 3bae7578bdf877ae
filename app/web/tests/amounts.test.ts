import { expect, test } from 'vitest'
import { giveUpWrongAmounts, noteWrongAmount, refuseWrongAmounts } from '../admin/shared/amounts'

const field = (isConnected = true) => {
  const seen = { focused: 0 }
  const element = { isConnected, scrollIntoView: () => undefined, focus: () => { seen.focused += 1 } } as unknown as HTMLElement
  return { element, seen }
}

test('nothing is written while an amount on the page is none', () => {
  const { element, seen } = field()
  const right = noteWrongAmount(element, { label: '售价', restore: () => undefined })
  expect(refuseWrongAmounts).toThrow('「售价」不是金额')
  expect(seen.focused).toBe(1)
  right()
  expect(refuseWrongAmounts).not.toThrow()
})

test('what has left the page holds nothing up', () => {
  const { element } = field(false)
  const right = noteWrongAmount(element, { label: '划线价', restore: () => undefined })
  expect(refuseWrongAmounts).not.toThrow()
  right()
})

test('giving up changes brings back every amount that is none', () => {
  const shown = { first: 'abc', second: '12,,5' }
  const first = noteWrongAmount(field().element, { label: '售价', restore: () => ((shown.first = '30'), first()) })
  const second = noteWrongAmount(field().element, { label: '划线价', restore: () => ((shown.second = ''), second()) })
  giveUpWrongAmounts()
  expect(shown).toEqual({ first: '30', second: '' })
  expect(refuseWrongAmounts).not.toThrow()
})
