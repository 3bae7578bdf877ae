import { useEffect, useRef, type RefObject } from 'react'

const REACHABLE = '[tabindex="0"], input, textarea, button'

/** In a browser: the focus goes into what opened and stays there, Escape closes it, and then the focus is back where it was. */
export const useDialog = (open: boolean, onClose: () => void): RefObject<HTMLElement> => {
  const panel = useRef<HTMLElement>(null)
  const close = useRef(onClose)
  close.current = onClose
  useEffect(() => {
    if (process.env.TARO_ENV !== 'h5' || !open) return
    const before = document.activeElement as HTMLElement | null
    const onKey = (event: KeyboardEvent): void => {
      const box = panel.current
      if (event.key === 'Escape') close.current()
      if (event.key !== 'Tab' || !box) return
      const stops = box.querySelectorAll<HTMLElement>(REACHABLE)
      const edge = event.shiftKey ? stops[0] : stops[stops.length - 1]
      const inside = box.contains(document.activeElement) && document.activeElement !== box
      if (inside && document.activeElement !== edge) return
      event.preventDefault()
      stops[event.shiftKey ? stops.length - 1 : 0]?.focus()
    }
    panel.current?.focus({ preventScroll: true })
    document.addEventListener('keydown', onKey)
    return () => {
      document.removeEventListener('keydown', onKey)
      before?.focus({ preventScroll: true })
    }
  }, [open])
  return panel
}
