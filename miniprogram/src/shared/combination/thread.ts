import Taro from '@tarojs/taro'
import type { Answer, OpenThread } from './caller'

/** WeChat runs one worker at a time: ours stays. */
export const openThread: OpenThread = (hear, fail) => {
  if (typeof Taro.createWorker !== 'function') return null
  const worker = Taro.createWorker('workers/combination.js')
  worker.onMessage((message: unknown) => hear(message as Answer))
  ;(worker as { onProcessKilled?(told: () => void): void }).onProcessKilled?.(fail)
  return { post: (ask) => worker.postMessage(ask as unknown as TaroGeneral.IAnyObject), close: () => worker.terminate() }
}
