import { useCallback, useEffect, useRef, useState } from 'react'
import { useDidShow } from '@tarojs/taro'
import type { Page } from '@siyu/client/shapes'
import { recall, remember, type StorageKey } from './storage'

export interface Query<T> { data: T | null; error: unknown; loading: boolean; reload(): Promise<void>; set(data: T): void }

/** Loads when `key` changes and again, quietly, whenever the page is shown. `keepAs` paints the last answer first. Null `key` waits. */
export const useQuery = <T>(key: string | null, load: () => Promise<T>, keepAs?: StorageKey): Query<T> => {
  const [state, setState] = useState(() => ({ key, data: keepAs ? recall<T | null>(keepAs, null) : null, error: null as unknown, loading: key !== null }))
  const latest = useRef(load)
  latest.current = load
  const turn = useRef(0)

  const reload = useCallback(async () => {
    if (key === null) return
    const mine = ++turn.current
    setState((old) => (old.key === key ? { ...old, loading: true } : { key, data: null, error: null, loading: true }))
    try {
      const data = await latest.current()
      if (mine !== turn.current) return
      setState({ key, data, error: null, loading: false })
      if (keepAs) remember(keepAs, data)
    } catch (error) {
      if (mine === turn.current) setState((old) => ({ ...old, error, loading: false }))
    }
  }, [key, keepAs])

  useEffect(() => void reload(), [reload])
  const shown = useRef(false)
  useDidShow(() => {
    if (shown.current) void reload()
    shown.current = true
  })
  const set = useCallback((data: T) => {
    turn.current++
    setState({ key, data, error: null, loading: false })
  }, [key])
  return { data: state.data, error: state.error, loading: state.loading, reload, set }
}

export interface Pages<T, P extends Page<T> = Page<T>> { items: T[]; first: P | null; error: unknown; loading: boolean; done: boolean; more(): void; reload(): Promise<void> }

/** A list by cursors: `more` at the end of the page, `reload` from the start. `fresh` reads what is shown again, quietly, whenever the page comes back. */
export const usePages = <T, P extends Page<T> = Page<T>>(key: string | null, load: (cursor: string | null) => Promise<P>, fresh = false): Pages<T, P> => {
  const empty = { items: [] as T[], first: null as P | null, cursor: null as string | null, error: null as unknown, loading: key !== null, done: false }
  const [state, setState] = useState(empty)
  const latest = useRef(load)
  latest.current = load
  const turn = useRef(0)

  const fetchFrom = useCallback(async (cursor: string | null) => {
    const mine = ++turn.current
    setState((old) => ({ ...old, loading: true, error: null }))
    try {
      const page = await latest.current(cursor)
      if (mine !== turn.current) return
      setState((old) => ({
        items: cursor === null ? page.items : [...old.items, ...page.items], first: cursor === null ? page : old.first,
        cursor: page.nextCursor, error: null, loading: false, done: page.nextCursor === null,
      }))
    } catch (error) {
      if (mine === turn.current) setState((old) => ({ ...old, error, loading: false }))
    }
  }, [])

  useEffect(() => {
    if (key === null) return
    setState({ items: [], first: null, cursor: null, error: null, loading: true, done: false })
    void fetchFrom(null)
  }, [key, fetchFrom])

  const count = state.items.length
  const refresh = async (): Promise<void> => {
    const mine = ++turn.current
    try {
      let page = await latest.current(null)
      const first = page
      const items = [...page.items]
      while (page.nextCursor !== null && items.length < count && mine === turn.current) {
        page = await latest.current(page.nextCursor)
        items.push(...page.items)
      }
      if (mine === turn.current) setState({ items, first, cursor: page.nextCursor, error: null, loading: false, done: page.nextCursor === null })
    } catch (error) {
      // What is shown stays: it is older, not wrong.
      console.warn('list not refreshed', error)
      if (mine === turn.current) setState((old) => ({ ...old, loading: false }))
    }
  }
  const shown = useRef(false)
  useDidShow(() => {
    if (fresh && shown.current && key !== null) void (count ? refresh() : fetchFrom(null))
    shown.current = true
  })

  const more = (): void => {
    if (!state.loading && !state.done && state.cursor) void fetchFrom(state.cursor)
  }
  return { items: state.items, first: state.first, error: state.error, loading: state.loading, done: state.done, more, reload: () => fetchFrom(null) }
}
