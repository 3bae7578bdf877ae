import { useEffect, useMemo, useRef, useState } from 'react'
import { giveUpWrongAmounts } from '../amounts'
import { readKept, writeKept } from '../table/kept'

interface Kept<T> {
  version: number
  savedAt: string
  draft: T
}

const SETTLE_MS = 400

export interface DraftState<T> {
  draft: T
  change: (patch: Partial<T> | ((now: T) => Partial<T>)) => void
  dirty: boolean
  /** When the changes that were found in this browser had been made; null when there were none. */
  restoredAt: string | null
  /** The stored product has changed since those changes were begun. */
  outdated: boolean
  /** Forgets the changes and shows `saved` again. */
  reset: (saved: T) => void
}

/** An editor's state; `key` names what is edited. Unsaved changes live in this browser until they are saved or given up. */
export function useDraft<T extends object>(key: string, version: number, saved: T): DraftState<T> {
  const storageKey = `siyu.admin.draft.${key}`
  const found = useMemo(() => readKept<Kept<T>>(storageKey), [storageKey])
  const [base, setBase] = useState(saved)
  // What was kept from before a field was there is without it.
  const [draft, setDraft] = useState<T>(found ? { ...saved, ...found.draft } : saved)
  const [restored, setRestored] = useState(found)
  const begun = useRef(found?.version ?? version)
  const dirty = JSON.stringify(draft) !== JSON.stringify(base)

  useEffect(() => {
    const keep = (): void => void writeKept(storageKey, dirty ? { version: begun.current, savedAt: new Date().toISOString(), draft } : null)
    const timer = setTimeout(keep, SETTLE_MS)
    // Who leaves the page right after the last key loses nothing.
    window.addEventListener('pagehide', keep)
    return () => {
      clearTimeout(timer)
      window.removeEventListener('pagehide', keep)
    }
  }, [storageKey, draft, dirty])

  return {
    draft,
    change: (patch) => setDraft((now) => ({ ...now, ...(typeof patch === 'function' ? patch(now) : patch) })),
    dirty,
    restoredAt: restored && dirty ? restored.savedAt : null,
    outdated: Boolean(restored && dirty && restored.version !== version),
    reset: (next) => {
      writeKept(storageKey, null)
      begun.current = version
      setBase(next)
      setDraft(next)
      setRestored(null)
      giveUpWrongAmounts()
    },
  }
}
