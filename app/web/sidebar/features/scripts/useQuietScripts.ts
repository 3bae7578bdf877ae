import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { refreshing, type Refreshing } from './refreshing'

/** Suggestions are made on the server from what the radar has just told: long enough for a few things to come together. */
const CALM_MS = 3_000

/** Reads suggestions anew when the radar has `told` something, but not while `isHeld`. */
export function useQuietScripts(contactId: string, told: number, isHeld: boolean): void {
  const queries = useQueryClient()
  const quiet = useRef<Refreshing | null>(null)
  const before = useRef(told)
  useEffect(() => {
    const one = refreshing(() => void queries.refetchQueries({ queryKey: ['contact', contactId, 'scripts'] }), CALM_MS)
    quiet.current = one
    return () => one.stop()
  }, [contactId, queries])
  useEffect(() => quiet.current?.hold(isHeld), [isHeld])
  useEffect(() => {
    if (told !== before.current) quiet.current?.heard()
    before.current = told
  }, [told])
}
