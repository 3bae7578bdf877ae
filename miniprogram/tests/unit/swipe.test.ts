import { expect, test } from 'vitest'
import { restAt, SWIPE_WIDTH, swipeEnd, swipeMove, swipeStart } from '@/shared/lib/swipe'

const drag = (from: number, ...xs: [number, number][]) => xs.reduce((state, [x, y]) => swipeMove(state, x, y), swipeStart(restAt(from), 300, 100))

test('the first pixels decide: down scrolls the page and never slides the row', () => {
  const scrolled = drag(0, [298, 112], [200, 120])
  expect(scrolled.axis).toBe('y')
  expect(scrolled.offset).toBe(0)
})

test('left opens past a third, falls back before it', () => {
  expect(swipeEnd(drag(0, [290, 100], [270, 100])).offset).toBe(-SWIPE_WIDTH)
  expect(swipeEnd(drag(0, [290, 100], [280, 100])).offset).toBe(0)
})

test('it never goes past its button, nor to the right', () => {
  expect(drag(0, [200, 100]).offset).toBe(-SWIPE_WIDTH)
  expect(drag(0, [380, 100]).offset).toBe(0)
})

test('an open row closes with a small move to the right', () => {
  expect(swipeEnd(drag(-SWIPE_WIDTH, [330, 100])).offset).toBe(0)
  expect(swipeEnd(drag(-SWIPE_WIDTH, [310, 100])).offset).toBe(-SWIPE_WIDTH)
})
