import { useEffect, useRef, useState, useSyncExternalStore } from 'react'

/** The present, renewed every `everyMs`, so that clocks and “8 分钟前” stay true. */
export function useNow(everyMs = 30_000): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  return now
}

const phone = window.matchMedia('(max-width: 767px)')
const onPhoneChange = (told: () => void): (() => void) => {
  phone.addEventListener('change', told)
  return () => phone.removeEventListener('change', told)
}

/** True on a phone's width. */
export function useNarrow(): boolean {
  return useSyncExternalStore(onPhoneChange, () => phone.matches)
}

const TYPING = 'input, textarea, select, [contenteditable="true"], [role="combobox"]'

/** Single-key shortcuts; silent while someone types or a dialog is open. */
export function useShortcuts(keys: Record<string, (event: KeyboardEvent) => void>): void {
  const latest = useRef(keys)
  latest.current = keys
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return
      const target = event.target as HTMLElement
      if (target.closest(TYPING) || document.querySelector('.ant-modal-wrap:not([style*="display: none"])')) return
      // Enter on a button or a link is that button's own.
      if (event.key === 'Enter' && target.closest('button, a')) return
      latest.current[event.key]?.(event)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])
}

/** Names the browser tab. */
export function usePageTitle(title: string): void {
  useEffect(() => {
    document.title = `${title} · 暖禾后台`
  }, [title])
}
