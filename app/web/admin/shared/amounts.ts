import { useSyncExternalStore } from 'react'
import { Problem } from '../../shared/api/problem'

interface WrongAmount {
  /** What the field is called. */
  label: string
  /** Shows the last amount again. */
  restore: () => void
}

/** Fields whose text is no amount. */
const wrong = new Map<HTMLElement, WrongAmount>()
const watchers = new Set<() => void>()
const tell = (): void => watchers.forEach((watcher) => watcher())

/** Until the answer is called, nothing is written. */
export function noteWrongAmount(field: HTMLElement, amount: WrongAmount): () => void {
  wrong.set(field, amount)
  tell()
  return () => {
    wrong.delete(field)
    tell()
  }
}

/** What stands on the page as an amount and is none would be saved as the amount before it: nothing is written until it is right. */
export function refuseWrongAmounts(): void {
  for (const [field, { label }] of wrong) {
    if (!field.isConnected) continue
    field.scrollIntoView({ block: 'center' })
    field.focus()
    throw new Problem({ status: 0, code: 'form.no_amount', detail: `「${label}」不是金额，请改好再继续` })
  }
}

/** Who gives up changes gives up what is no amount as well: it is in no draft. */
export function giveUpWrongAmounts(): void {
  for (const { restore } of [...wrong.values()]) restore()
}

const watch = (watcher: () => void): (() => void) => {
  watchers.add(watcher)
  return () => watchers.delete(watcher)
}

/** Whether any text on the page is no amount. */
export function useWrongAmounts(): boolean {
  return useSyncExternalStore(watch, () => wrong.size > 0, () => false)
}
