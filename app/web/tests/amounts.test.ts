import { expect, test } from 'vitest'
import { noteAmount, refuseWrongAmounts } from '../admin/shared/amounts'

const field = (isConnected = true) => {
  const seen = { focused: 0 }
  const element = { isConnected, scrollIntoView: () => undefined, focus: () => { seen.focused += 1 } } as unknown as HTMLElement
  return { element, seen }
}

test('nothing is written while an amount on the page is none', () => {
  const { element, seen } = field()
  noteAmount(element, '售价', true)
  expect(refuseWrongAmounts).toThrow('「售价」不是金额')
  expect(seen.focused).toBe(1)
  noteAmount(element, '售价', false)
  expect(refuseWrongAmounts).not.toThrow()
})

test('what has left the page holds nothing up', () => {
  const { element } = field(false)
  noteAmount(element, '划线价', true)
  expect(refuseWrongAmounts).not.toThrow()
})
