import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { contactPath, useStale, useVisits } from '../../shared/queries'
import { sessionEnded, signedIn } from '../../shared/session'
import type { RadarEvent } from '../../shared/shapes'
import { follow, type StreamState } from '../../shared/stream'
import { heard, merged } from './events'

/** Things after which the first answer and orders say something else. */
const TURNS = new Set(['cart_add', 'cart_remove', 'ordered', 'paid', 'order_cancelled', 'abandoned'])
const CALM_MS = 4_000

export interface Radar {
  events: RadarEvent[]
  stream: StreamState
  /** Grows with each thing that was told live. */
  told: number
  visits: ReturnType<typeof useVisits>
}

/** What a customer does in the shop: what the pages say, and what has come since. */
export function useRadar(contactId: string): Radar {
  const visits = useVisits(contactId)
  const [live, setLive] = useState<RadarEvent[]>([])
  const [stream, setStream] = useState<StreamState>('connecting')
  const [told, setTold] = useState(0)
  const stale = useStale()
  const queries = useQueryClient()
  const read = useMemo(() => (visits.data?.pages ?? []).flatMap(({ items }) => items.flatMap(({ events }) => events)), [visits.data])
  const known = useRef<{ ids: Set<string>; live: RadarEvent[]; isRead: boolean }>({ ids: new Set(), live: [], isRead: false })
  known.current.ids = useMemo(() => new Set(read.map(({ id }) => id)), [read])
  known.current.isRead = visits.data !== undefined
  const turned = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)

  const take = useCallback((name: string, data: string): void => {
    const { ids, live: before, isRead } = known.current
    const next = heard(before, name, data, (id) => ids.has(id))
    // A reset before the first page has come is the beginning, not a gap.
    if (next.hasGap && isRead) stale(['contact', contactId, 'visits'])
    known.current.live = next.live
    setLive(next.live)
    if (name !== 'event') return
    setTold((before) => before + 1)
    // Figures are old now, but do not change under the guide's eyes: they are read anew on turning there. So are
    // suggestions, which change by themselves besides, but not while the guide writes.
    for (const tab of ['scripts', 'profile']) void queries.invalidateQueries({ queryKey: ['contact', contactId, tab], refetchType: 'none' })
    if (!TURNS.has((JSON.parse(data) as RadarEvent).kind)) return
    clearTimeout(turned.current)
    turned.current = setTimeout(() => {
      void queries.invalidateQueries({ queryKey: ['contact', contactId], exact: true })
      stale(['contact', contactId, 'orders'])
    }, CALM_MS)
  }, [contactId, stale, queries])

  useEffect(() => {
    const token = (): string | null => signedIn()?.token ?? null
    const stop = follow({ url: `/api/sidebar${contactPath(contactId)}/stream`, token, heard: take, became: setStream, ended: () => sessionEnded(token()) })
    return () => {
      stop()
      clearTimeout(turned.current)
    }
  }, [contactId, take])

  const events = useMemo(() => merged(read, live), [read, live])
  return { events, stream, told, visits }
}
