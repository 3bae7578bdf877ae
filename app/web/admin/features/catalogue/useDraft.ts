import { useEffect, useMemo, useRef, useState } from 'react'
import { readKept, writeKept } from '../../shared/table/kept'
import type { Draft } from './draft'

interface Kept {
  version: number
  savedAt: string
  draft: Draft
}

const SETTLE_MS = 400

export interface DraftState {
  draft: Draft
  change: (patch: Partial<Draft> | ((now: Draft) => Partial<Draft>)) => void
  dirty: boolean
  /** When the changes that were found in this browser had been made; null when there were none. */
  restoredAt: string | null
  /** The stored product has changed since those changes were begun. */
  outdated: boolean
  /** Forgets the changes and shows `saved` again. */
  reset: (saved: Draft) => void
}

/** The editor's state. Unsaved changes live in this browser until they are saved or given up. */
export function useDraft(key: string, version: number, saved: Draft): DraftState {
  const storageKey = `siyu.admin.draft.product.${key}`
  const found = useMemo(() => readKept<Kept>(storageKey), [storageKey])
  const [base, setBase] = useState(saved)
  const [draft, setDraft] = useState<Draft>(found?.draft ?? saved)
  const [restored, setRestored] = useState(found)
  const begun = useRef(found?.version ?? version)
  const dirty = JSON.stringify(draft) !== JSON.stringify(base)

  useEffect(() => {
    const timer = setTimeout(
      () => writeKept(storageKey, dirty ? { version: begun.current, savedAt: new Date().toISOString(), draft } : null),
      SETTLE_MS,
    )
    return () => clearTimeout(timer)
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
    },
  }
}
