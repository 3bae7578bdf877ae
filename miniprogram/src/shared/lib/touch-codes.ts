/** Codes of touches that the shop was opened through, as they wait to be told; pure, so that it can be tried. */

export interface WaitingTouch { code: string; at: number }

/** More than a person comes through between two visits of the server. */
const WAITING_MAX = 5
const CODE = /^[0-9A-Za-z]{10}$/
/** A page that is shown again with the link it was opened by is no new visit. */
export const SAME_VISIT_MS = 30 * 60_000

/** What a guest opened so long ago led to nothing. */
const WAITING_MAX_MS = 7 * 24 * 3_600_000

export const codeOf = (query: Record<string, unknown> | undefined): string | null => {
  const code = query?.t
  return typeof code === 'string' && CODE.test(code) ? code : null
}

/** The code in the route of a browser's address: `#/features/product/detail/index?id=…&t=…`. */
export const codeOfHash = (hash: string): string | null => {
  const found = /[?&]t=([^&]*)/.exec(hash)
  return found ? codeOf({ t: found[1] }) : null
}

export const stillWaiting = (waiting: readonly WaitingTouch[], now: number): WaitingTouch[] => waiting.filter((one) => now - one.at < WAITING_MAX_MS)

/** The newest last: what was opened last is told last. */
export const withTouch = (waiting: readonly WaitingTouch[], code: string, at: number): WaitingTouch[] =>
  [...waiting.filter((one) => one.code !== code), { code, at }].slice(-WAITING_MAX)
