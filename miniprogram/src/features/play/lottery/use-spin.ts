import { useEffect, useRef, useState } from 'react'

const STEP_MS = 70
const ROUNDS = 3

const isStill = (): boolean => process.env.TARO_ENV === 'h5' && window.matchMedia('(prefers-reduced-motion: reduce)').matches

/** A light that runs over so many cells and stops at the one that was drawn: the server had decided before it began. */
export const useSpin = (cells: number): { lit: number | null; spin(to: number): Promise<void>; clear(): void } => {
  const [lit, setLit] = useState<number | null>(null)
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null)
  const leave = useRef<(() => void) | null>(null)
  useEffect(() => () => { if (timer.current) clearTimeout(timer.current); leave.current?.() }, [])
  const spin = (to: number): Promise<void> => new Promise((done) => {
    leave.current = done
    if (isStill()) { setLit(to); return done() }
    const last = ROUNDS * cells + to
    const step = (at: number): void => {
      setLit(at % cells)
      if (at >= last) return done()
      const left = last - at
      timer.current = setTimeout(() => step(at + 1), left < 6 ? STEP_MS * (8 - left) * 0.8 : STEP_MS)
    }
    step(0)
  })
  return { lit, spin, clear: () => setLit(null) }
}
