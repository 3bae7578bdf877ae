import { EventReader, pauseMs } from '@siyu/client/events'
import { session } from './session'

export type Heard = (name: string, data: string) => void

/** Follows a stream of the server until the returned function is called. EventSource cannot send the token; fetch can. */
export function followStream(path: string, heard: Heard): () => void {
  const reader = new EventReader()
  const leaving = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  let tries = 0

  const listen = async (): Promise<boolean> => {
    reader.restart()
    const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${session.token() ?? ''}`, ...(reader.lastId ? { 'Last-Event-ID': reader.lastId } : {}) }
    const response = await fetch(`/api/admin${path}`, { headers, signal: leaving.signal })
    // A session that has ended, or one without the permission, does not get better by trying again.
    if (response.status === 401 || response.status === 403) return false
    if (!response.ok || !response.body) return true
    const pieces = response.body.getReader()
    const utf8 = new TextDecoder()
    for (let piece = await pieces.read(); !piece.done; piece = await pieces.read()) {
      for (const event of reader.read(utf8.decode(piece.value, { stream: true }))) {
        tries = 0
        heard(event.name, event.data)
      }
    }
    return true
  }
  const connect = (): void => {
    const again = (): void => {
      if (!leaving.signal.aborted) timer = setTimeout(connect, pauseMs(tries++))
    }
    listen().then((more) => more && again(), again)
  }
  connect()
  return () => {
    clearTimeout(timer)
    leaving.abort()
  }
}
