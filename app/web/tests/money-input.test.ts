// @vitest-environment jsdom
import { act, createElement as h, type ReactElement } from 'react'
import { createRoot, type Root } from 'react-dom/client'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { SaveBar } from '../admin/shared/form/notes'
import { useDraft } from '../admin/shared/form/useDraft'
import { MoneyInput } from '../admin/shared/ui/MoneyInput'

let root: Root
let place: HTMLElement

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  localStorage.clear()
  place = document.body.appendChild(document.createElement('div'))
  root = createRoot(place)
})

afterEach(() => {
  act(() => root.unmount())
  place.remove()
})

const SAVED = { spendFen: 30_000, floorFen: null as number | null }

/** Two amounts and a save bar, as the forms of the admin have them. */
function Form(): ReactElement {
  const { draft, change, dirty, reset } = useDraft('test.amounts', 1, SAVED)
  return h('div', null,
    h(MoneyInput, { label: '实付金额', fen: draft.spendFen, onChange: (fen) => change({ spendFen: fen ?? 0 }) }),
    h(MoneyInput, { label: '最低金额', fen: draft.floorFen, optional: true, onChange: (floorFen) => change({ floorFen }) }),
    h(SaveBar, { dirty, giveUp: () => reset(SAVED), children: null }),
  )
}

const input = (label: string): HTMLInputElement => {
  const found = place.querySelector<HTMLInputElement>(`input[aria-label="${label}"]`)
  if (!found) throw new Error(`no field ${label}`)
  return found
}
const giveUp = (): HTMLButtonElement | undefined => [...place.querySelectorAll('button')].find((button) => button.textContent === '放弃修改')
const type = (label: string, text: string): void =>
  act(() => {
    // As a browser types it: React listens to the setter of the element's own kind.
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input(label), text)
    input(label).dispatchEvent(new Event('input', { bubbles: true }))
  })

test('a text that is no amount can be given up, and the saved amount stands there again', () => {
  act(() => root.render(h(Form)))
  expect(giveUp()).toBeUndefined()
  type('实付金额', '三百')
  expect(input('实付金额').value).toBe('三百')
  act(() => giveUp()?.click())
  expect(input('实付金额').value).toBe('300')
  expect(giveUp()).toBeUndefined()
})

test('after an amount and then none, the saved one comes back, not the last that was right', () => {
  act(() => root.render(h(Form)))
  type('实付金额', '200')
  type('实付金额', '200.5元')
  act(() => giveUp()?.click())
  expect(input('实付金额').value).toBe('300')
  expect(giveUp()).toBeUndefined()
})

test('an optional field that held nothing is empty again', () => {
  act(() => root.render(h(Form)))
  type('最低金额', 'abc')
  type('实付金额', '1')
  act(() => giveUp()?.click())
  expect(input('最低金额').value).toBe('')
  expect(input('实付金额').value).toBe('300')
})
