/** What is read anew quietly: not at each word, and never while somebody is busy with what is shown. */
export interface Refreshing {
  /** Something new is known. */
  heard: () => void
  /** While held nothing is read; what was heard meanwhile is read when it ends. */
  hold: (isHeld: boolean) => void
  stop: () => void
}

/** At most once in `calmMs`, and at the latest that long after the first that was heard. */
export function refreshing(refresh: () => void, calmMs: number): Refreshing {
  let timer: ReturnType<typeof setTimeout> | undefined
  let isHeld = false
  let isDue = false
  const look = (): void => {
    if (isHeld || !isDue) return
    isDue = false
    refresh()
  }
  return {
    heard: () => {
      if (isDue || timer !== undefined) return
      timer = setTimeout(() => {
        timer = undefined
        isDue = true
        look()
      }, calmMs)
    },
    hold: (is) => {
      isHeld = is
      look()
    },
    stop: () => {
      clearTimeout(timer)
      timer = undefined
      isDue = false
    },
  }
}
