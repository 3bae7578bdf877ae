/** Something that is done after a while, unless it is taken back; a page that is left does it at once. */
const waiting = new Map<string, { timer: ReturnType<typeof setTimeout>; run: () => void }>()
export const UNDO_MS = 6_000

export function later(key: string, run: () => void, ms: number = UNDO_MS): void {
  hurry(key)
  const timer = setTimeout(() => hurry(key), ms)
  waiting.set(key, { timer, run })
}

/** False: it has been done already. */
export function takeBack(key: string): boolean {
  const one = waiting.get(key)
  if (!one) return false
  clearTimeout(one.timer)
  return waiting.delete(key)
}

function hurry(key: string): void {
  const one = waiting.get(key)
  if (!one) return
  clearTimeout(one.timer)
  waiting.delete(key)
  one.run()
}

/** Nothing that a person has pressed is lost because the window was closed. */
export const hurryAll = (): void => [...waiting.keys()].forEach(hurry)

if (typeof window !== 'undefined') window.addEventListener('pagehide', hurryAll)
