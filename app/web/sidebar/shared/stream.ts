import { EventReader, pauseMs } from '@siyu/client/events'

export type StreamState = 'connecting' | 'live' | 'broken'

/** The server sends a beat at least this often; a connection that says nothing for longer is dead. */
const SILENT_MS = 45_000

export interface Follower {
  url: string
  token: () => string | null
  heard: (name: string, data: string) => void
  became: (state: StreamState) => void
  /** The session has ended: nothing is tried again. */
  ended: () => void
}

type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * Follows a stream of server-sent events until the returned function is called; after a break it goes on behind the
 * last event that was heard. Not EventSource, which cannot carry a session in its head.
 */
export function follow(from: Follower, send: Fetch = (url, init) => fetch(url, init), pause: (tries: number) => number = pauseMs): () => void {
  const reader = new EventReader()
  let over = false
  let tries = 0
  let timer: ReturnType<typeof setTimeout> | null = null
  let silent: ReturnType<typeof setTimeout> | null = null
  let asked = new AbortController()

  const alive = (): void => {
    if (silent) clearTimeout(silent)
    silent = setTimeout(() => asked.abort(), SILENT_MS)
  }

  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    const pieces = body.getReader()
    const text = new TextDecoder()
    for (;;) {
      const { done, value } = await pieces.read()
      if (done || over) return
      alive()
      tries = 0
      for (const event of reader.read(text.decode(value, { stream: true }))) from.heard(event.name, event.data)
    }
  }

  /** The server ends a stream every ten minutes: that is no break. Whose customer it is no more is asked no more. */
  const connect = async (): Promise<void> => {
    timer = null
    let isBroken = true
    reader.restart()
    asked = new AbortController()
    alive()
    const token = from.token()
    const headers = { Accept: 'text/event-stream', ...(token ? { Authorization: `Bearer ${token}` } : {}), ...(reader.lastId ? { 'Last-Event-ID': reader.lastId } : {}) }
    try {
      const answer = await send(from.url, { headers, signal: asked.signal, cache: 'no-store' })
      if (over) return
      if (answer.status === 401) {
        over = true
        from.ended()
      } else if (answer.status === 403 || answer.status === 404) over = true
      else if (answer.ok && answer.body) {
        from.became('live')
        await read(answer.body)
        isBroken = tries > 0
      }
    } catch {
      // The network went away, or this side gave up on it: tried again below.
    }
    if (silent) clearTimeout(silent)
    if (over) return
    if (isBroken) from.became('broken')
    timer = setTimeout(() => void connect(), pause(tries++))
  }

  /** The network is back, or the page is looked at again: not after the long pause. */
  const hurry = (): void => {
    if (!timer) return
    clearTimeout(timer)
    tries = 0
    void connect()
  }

  if (typeof window !== 'undefined') window.addEventListener('online', hurry)
  from.became('connecting')
  void connect()
  return () => {
    over = true
    if (timer) clearTimeout(timer)
    if (silent) clearTimeout(silent)
    asked.abort()
    if (typeof window !== 'undefined') window.removeEventListener('online', hurry)
  }
}
