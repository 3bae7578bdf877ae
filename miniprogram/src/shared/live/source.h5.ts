import { pauseMs } from '@siyu/client/events'
import type { Heard } from './source'

/** Follows a stream of the server until the returned function is called. The browser connects again by itself, unless it was refused. */
export const follow = (url: string, heard: Heard): (() => void) => {
  let source: EventSource | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let lastId = ''
  let tries = 0

  const connect = (): void => {
    const opened = new EventSource(lastId ? `${url}&lastEventId=${lastId}` : url)
    source = opened
    const hear = (event: MessageEvent<string>): void => {
      tries = 0
      lastId = event.lastEventId || lastId
      heard(event.type, event.data)
    }
    opened.addEventListener('stock', hear)
    opened.addEventListener('reset', hear)
    opened.onerror = () => {
      if (opened.readyState === EventSource.CLOSED) timer = setTimeout(connect, pauseMs(tries++))
    }
  }
  connect()
  return () => {
    if (timer) clearTimeout(timer)
    source?.close()
  }
}
