import Taro from '@tarojs/taro'
import { EventReader, pauseMs } from '@siyu/client/events'
import { Utf8 } from './utf8'

/** The server ends a stream after ten minutes. */
const TIMEOUT_MS = 11 * 60_000

export type Heard = (name: string, data: string) => void

/** Follows a stream of the server until the returned function is called. WeChat has no EventSource: a request in chunks. */
export const follow = (url: string, heard: Heard): (() => void) => {
  const reader = new EventReader()
  let task: Taro.RequestTask<unknown> | null = null
  let timer: ReturnType<typeof setTimeout> | null = null
  let tries = 0
  let over = false

  const connect = (): void => {
    const utf8 = new Utf8()
    reader.restart()
    const again = (): void => {
      if (!over) timer = setTimeout(connect, pauseMs(tries++))
    }
    const header = { Accept: 'text/event-stream', ...(reader.lastId ? { 'Last-Event-ID': reader.lastId } : {}) }
    const asked = Taro.request({ url, header, enableChunked: true, timeout: TIMEOUT_MS })
    task = asked
    asked.then(again, again)
    // An older WeChat gets the figures that the page was read with.
    asked.onChunkReceived?.(({ data }) => {
      for (const event of reader.read(utf8.read(new Uint8Array(data)))) {
        if (over) return
        tries = 0
        heard(event.name, event.data)
      }
    })
  }
  connect()
  return () => {
    over = true
    if (timer) clearTimeout(timer)
    task?.abort()
  }
}
