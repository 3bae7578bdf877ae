import { ApiError } from '@siyu/client/client'
import { recall, remember } from '../lib/storage'
import { codeOf, codeOfHash, SAME_VISIT_MS, stillWaiting, withTouch, type WaitingTouch } from '../lib/touch-codes'
import { isSignedIn } from './session'
import { write } from './http'
import { tokenStore } from './token'

/** The first page is drawn before anything is told. */
const TELL_AFTER_MS = 1500

let last: WaitingTouch | null = null
let telling: Promise<void> | null = null

const waiting = (): WaitingTouch[] => stillWaiting(recall<WaitingTouch[]>('siyu_touches', []), Date.now())

/** Kept on the phone until the server has heard: a guest's until they sign in. */
const note = (code: string | null): void => {
  const now = Date.now()
  if (!code || (last?.code === code && now - last.at < SAME_VISIT_MS)) return
  last = { code, at: now }
  remember('siyu_touches', withTouch(waiting(), code, now))
  setTimeout(tellTouches, TELL_AFTER_MS)
}

const tellOne = async ({ code, at }: WaitingTouch): Promise<void> => {
  try {
    await write('POST', `/touches/${code}/open`)
  } catch (error) {
    // What the server will never take is forgotten; the rest waits for the next time.
    if (!(error instanceof ApiError) || error.status !== 404) throw error
  }
  // Meanwhile it may have been opened anew, which is another visit.
  remember('siyu_touches', waiting().filter((one) => one.code !== code || one.at !== at))
}

const tellAll = async (): Promise<void> => {
  try {
    for (const one of waiting()) await tellOne(one)
  } catch (error) {
    console.warn('openings are told later', error)
  } finally {
    telling = null
  }
}

export const tellTouches = (): void => {
  if (isSignedIn() && waiting().length) telling ??= tellAll()
}

/** WeChat tells how the shop was opened, or shown again. */
export const shownWith = (options: { query?: Record<string, unknown> } | undefined): void => note(codeOf(options?.query))

/** Once, when the shop starts. */
export const watchTouches = (): void => {
  tokenStore.subscribe(() => setTimeout(tellTouches, 0))
  if (process.env.TARO_ENV === 'h5') {
    note(codeOfHash(window.location.hash))
    window.addEventListener('hashchange', () => note(codeOfHash(window.location.hash)))
  }
  setTimeout(tellTouches, TELL_AFTER_MS)
}
