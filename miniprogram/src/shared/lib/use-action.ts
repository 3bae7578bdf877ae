import { useRef, useState } from 'react'
import { ApiError } from '@siyu/client/client'
import { uuid } from './env'
import { say, sentenceOf } from './say'

/** Did the server certainly answer? Otherwise the next try must carry the same key. */
const isAnswered = (error: unknown): boolean => error instanceof ApiError && error.status >= 400 && error.status < 500

export interface Action<A extends unknown[]> { busy: boolean; run(...args: A): Promise<boolean> }

/**
 * One write the person asks for. The key stays the same while the same intent (same arguments) is tried again after a
 * lost answer, and is new otherwise. A failure is told in one sentence unless `onError` takes it (returns true).
 */
export const useAction = <A extends unknown[]>(act: (key: string, ...args: A) => Promise<unknown>, onError?: (error: unknown) => boolean): Action<A> => {
  const [busy, setBusy] = useState(false)
  const running = useRef(false)
  const intent = useRef({ fingerprint: '', key: '' })

  const run = async (...args: A): Promise<boolean> => {
    if (running.current) return false
    running.current = true
    const fingerprint = JSON.stringify(args)
    if (intent.current.fingerprint !== fingerprint || !intent.current.key) intent.current = { fingerprint, key: uuid() }
    setBusy(true)
    try {
      await act(intent.current.key, ...args)
      intent.current.key = ''
      return true
    } catch (error) {
      if (isAnswered(error)) intent.current.key = ''
      if (!onError?.(error)) say(sentenceOf(error))
      return false
    } finally {
      running.current = false
      setBusy(false)
    }
  }
  return { busy, run }
}
