/** A row that slides left and shows one button. Pure: the component feeds touches and draws `offset`. */
export interface Swipe { startX: number; startY: number; from: number; offset: number; axis: 'none' | 'x' | 'y' }

export const SWIPE_WIDTH = 76
const SLOP = 8

export const restAt = (offset: number): Swipe => ({ startX: 0, startY: 0, from: offset, offset, axis: 'none' })

export const swipeStart = (swipe: Swipe, x: number, y: number): Swipe => ({ startX: x, startY: y, from: swipe.offset, offset: swipe.offset, axis: 'none' })

/** The first eight pixels decide whether the finger scrolls the page or slides the row. */
export const swipeMove = (swipe: Swipe, x: number, y: number): Swipe => {
  const dx = x - swipe.startX
  const dy = y - swipe.startY
  const axis = swipe.axis !== 'none' ? swipe.axis : Math.max(Math.abs(dx), Math.abs(dy)) < SLOP ? 'none' : Math.abs(dx) > Math.abs(dy) ? 'x' : 'y'
  if (axis !== 'x') return { ...swipe, axis }
  return { ...swipe, axis, offset: Math.min(0, Math.max(-SWIPE_WIDTH, swipe.from + dx)) }
}

/** Past a third in the direction of travel it goes on by itself, else it falls back. */
export const swipeEnd = (swipe: Swipe): Swipe => {
  const opening = swipe.from === 0
  const open = opening ? swipe.offset < -SWIPE_WIDTH / 3 : swipe.offset < (-SWIPE_WIDTH * 2) / 3
  return restAt(open ? -SWIPE_WIDTH : 0)
}
