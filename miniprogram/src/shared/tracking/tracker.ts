import { useEffect, useRef } from 'react'
import Taro, { useDidHide, useDidShow } from '@tarojs/taro'
import { ApiError } from '@siyu/client/client'
import { write } from '../api/http'
import { isSignedIn } from '../api/session'
import { isH5, uuid } from '../lib/env'
import { recall, remember } from '../lib/storage'
import { Dwell, reportOf, stillWaiting, withTracked, without, type Tracked, type TrackedKind } from './queue'

/** A page is drawn, and a purchase goes on, before anything is reported. */
const FLUSH_MS = 4000

let waiting: Tracked[] | null = null
let timer: ReturnType<typeof setTimeout> | null = null
let reporting: Promise<void> | null = null
/** The server has said that this shopper does not want it. */
let isOff = false

const queue = (): Tracked[] => (waiting ??= stillWaiting(recall<Tracked[]>('siyu_events', []), Date.now()))

const keep = (next: Tracked[]): void => {
  waiting = next
  remember('siyu_events', next)
}

export const track = (kind: TrackedKind, about: Partial<Omit<Tracked, 'id' | 'kind' | 'at'>> = {}): string => {
  const id = uuid()
  if (isOff) return id
  keep(withTracked(queue(), { id, kind, at: Date.now(), ...about }))
  timer ??= setTimeout(flush, FLUSH_MS)
  return id
}

const report = async (): Promise<void> => {
  try {
    for (;;) {
      const batch = reportOf(queue(), Date.now())
      if (!batch || !isSignedIn()) return
      const { isOn } = await write<{ isOn: boolean; kept: number }>('POST', '/events', batch)
      isOff = !isOn
      keep(isOff ? [] : without(queue(), batch))
    }
  } catch (error) {
    // What the server will never take is dropped; the rest waits for the next time, and its ids make that harmless.
    if (error instanceof ApiError && error.status === 400) keep([])
    else console.warn('events are reported later', error)
  } finally {
    reporting = null
  }
}

export const flush = (): void => {
  if (timer !== null) clearTimeout(timer)
  timer = null
  if (isSignedIn() && queue().length) reporting ??= report()
}

/** Once, when the shop starts: what was not reported last time, and whatever waits when the shop is left. */
export const watchEvents = (): void => {
  setTimeout(flush, FLUSH_MS)
  if (isH5) document.addEventListener('visibilitychange', () => { if (document.visibilityState === 'hidden') flush() })
  else Taro.onAppHide(flush)
}

/** One line in a page. */
export const usePageTracked = (text: string): void => useDidShow(() => { track('page', { text }) })

/** One line in a page of a product: that it was looked at, and for how long. */
export const useProductTracked = (productId: string): void => {
  const view = useRef<{ id: string; dwell: Dwell } | null>(null)
  const leave = (): void => {
    const seen = view.current
    if (!seen) return
    const dwellMs = seen.dwell.hide(Date.now())
    track('product_leave', { productId, viewId: seen.id, dwellMs })
    flush()
  }
  useEffect(() => {
    if (!productId) return
    const dwell = new Dwell()
    dwell.show(Date.now())
    view.current = { id: track('product_view', { productId }), dwell }
    flush()
    return () => { leave(); view.current = null }
  }, [productId])
  useDidShow(() => view.current?.dwell.show(Date.now()))
  useDidHide(leave)
}
