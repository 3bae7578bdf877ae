import type { BaseEventOrig } from '@tarojs/components'

export interface Finger { clientX: number; clientY: number }

/** The fingers on the glass. Taro types touch handlers by their common part, which leaves them out. */
export const fingersOf = (event: BaseEventOrig<unknown>): Finger[] =>
  Array.from((event as unknown as { touches?: ArrayLike<Finger> }).touches ?? [])
