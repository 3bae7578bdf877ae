import { combine } from './combine'
import type { Answer, Ask } from './caller'

/** WeChat gives a worker this global; a browser's worker has its own scope instead. */
interface WeappWorker { onMessage(hear: (ask: Ask) => void): void; postMessage(answer: Answer): void }
interface BrowserScope { onmessage: ((event: { data: Ask }) => void) | null; postMessage(answer: Answer): void }
declare const worker: WeappWorker | undefined

const answer = ({ number, input }: Ask): Answer => {
  try {
    return { number, outcome: combine(input) }
  } catch {
    // Who asked computes it again, and then hears of the error itself.
    return { number, outcome: null }
  }
}

if (typeof worker !== 'undefined') {
  const host = worker
  host.onMessage((ask) => host.postMessage(answer(ask)))
} else {
  const scope = self as unknown as BrowserScope
  scope.onmessage = ({ data }) => scope.postMessage(answer(data))
}
