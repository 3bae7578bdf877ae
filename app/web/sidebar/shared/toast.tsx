import { createContext, useCallback, useContext, useEffect, useMemo, useRef, useState, type ReactNode } from 'react'

interface Offer {
  label: string
  run: () => void
}

type Say = (words: string, offer?: Offer) => void

const SHOWN_MS = 3_000
/** Long enough to read and to reach for the button. */
const OFFERED_MS = 6_000

const Saying = createContext<Say>(() => undefined)
/** Says something in passing at the foot of the page, with one thing to press if there is one. */
export const useSay = (): Say => useContext(Saying)

export function Toasts({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ words: string; offer?: Offer | undefined; number: number } | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const number = useRef(0)
  const hide = useCallback(() => setShown(null), [])
  const say = useCallback<Say>((words, offer) => {
    clearTimeout(timer.current)
    setShown({ words, offer, number: ++number.current })
    timer.current = setTimeout(hide, offer ? OFFERED_MS : SHOWN_MS)
  }, [hide])
  useEffect(() => () => clearTimeout(timer.current), [])
  const line = useMemo(() => shown && (
    <div key={shown.number} className="toast">
      <span>{shown.words}</span>
      {shown.offer && (
        <button type="button" onClick={() => { hide(); shown.offer?.run() }}>{shown.offer.label}</button>
      )}
    </div>
  ), [shown, hide])
  return (
    <Saying.Provider value={say}>
      {children}
      <div className="toasts" role="status" aria-live="polite">{line}</div>
    </Saying.Provider>
  )
}
