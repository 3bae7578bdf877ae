import { combine } from './combine'
import type { CombinationInput, Outcome } from './types'

export interface Ask { number: number; input: CombinationInput }
/** `outcome` null: it could not be computed there. */
export interface Answer { number: number; outcome: Outcome | null }

/** A worker as both platforms can have one. */
export interface Thread { post(ask: Ask): void; close(): void }
export type OpenThread = (hear: (answer: Answer) => void, fail: () => void) => Thread | null

const ANSWER_MS_MAX = 1500

/**
 * Asks a worker that is opened once, at the first question. Where there is none, or it fails or is silent for too long
 * (WeChat kills workers of pages in the background), the answer is computed here.
 */
export const createCaller = (open: OpenThread): ((input: CombinationInput) => Promise<Outcome>) => {
  const waiting = new Map<number, (outcome: Outcome | null) => void>()
  let thread: Thread | null | undefined
  let asked = 0

  const settle = (number: number, outcome: Outcome | null): void => {
    const done = waiting.get(number)
    waiting.delete(number)
    done?.(outcome)
  }

  const giveUp = (): void => {
    thread?.close()
    thread = null
    for (const number of [...waiting.keys()]) settle(number, null)
  }

  const opened = (): Thread | null => {
    if (thread === undefined) {
      try {
        thread = open(({ number, outcome }) => settle(number, outcome), giveUp)
      } catch {
        thread = null
      }
    }
    return thread
  }

  return async (input) => {
    const there = opened()
    if (!there) return combine(input)
    const number = (asked += 1)
    let timer: ReturnType<typeof setTimeout> | undefined
    const answer = new Promise<Outcome | null>((resolve) => {
      waiting.set(number, resolve)
      timer = setTimeout(giveUp, ANSWER_MS_MAX)
      try {
        there.post({ number, input })
      } catch {
        giveUp()
      }
    })
    const outcome = await answer
    clearTimeout(timer)
    return outcome ?? combine(input)
  }
}
