import { useEffect, useRef, useState } from 'react'

const STEPS = 14
const STEP_MS = 45

const isStill = (): boolean => process.env.TARO_ENV === 'h5' && window.matchMedia('(prefers-reduced-motion: reduce)').matches

/** A number on its way down to `to`, from `from` at first and from where it stands later. */
export const useFalling = (to: number, from: number): number => {
  const [shown, setShown] = useState(isStill() ? to : from)
  const standing = useRef(shown)
  useEffect(() => {
    const start = standing.current
    if (start === to) return
    const show = (value: number): void => { standing.current = value; setShown(value) }
    if (isStill()) return show(to)
    let step = 0
    const timer = setInterval(() => {
      step += 1
      const left = (1 - step / STEPS) ** 3
      show(step >= STEPS ? to : Math.round(to + (start - to) * left))
      if (step >= STEPS) clearInterval(timer)
    }, STEP_MS)
    return () => clearInterval(timer)
  }, [to])
  return shown
}
