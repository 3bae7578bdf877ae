import type { Answer, OpenThread } from './caller'

export const openThread: OpenThread = (hear, fail) => {
  if (typeof Worker !== 'function') return null
  const worker = new Worker(new URL('./worker.ts', import.meta.url))
  worker.onmessage = ({ data }: MessageEvent<Answer>) => hear(data)
  worker.onerror = fail
  return { post: (ask) => worker.postMessage(ask), close: () => worker.terminate() }
}
