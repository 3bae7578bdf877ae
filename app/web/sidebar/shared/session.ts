import { createClient } from '../../shared/api/client'
import { Problem } from '../../shared/api/problem'
import { keep, kept } from './keep'
import type { GuideSession, LoginAddress } from './shapes'

/** A session that ends sooner than this after it began is no matter of time: another login would not help. */
const TOO_SOON_MS = 20_000

interface Signed {
  token: string
  userId: string
  at: number
}

export function signedIn(): Signed | null {
  const text = kept('session')
  return text ? (JSON.parse(text) as Signed) : null
}

/** Told when the session has ended and a new one is needed. */
let ended: () => void = () => undefined
export const whenEnded = (run: () => void): void => void (ended = run)

/** Only the first of several refused requests leads away. */
export function sessionEnded(token: string | null): void {
  if (token !== null && signedIn()?.token === token) {
    keep('last-guide', signedIn()?.userId ?? null)
    ended()
  }
}

const token = (): string | null => signedIn()?.token ?? null
export const api = createClient({ base: '/api/sidebar', token, onSessionEnded: () => sessionEnded(token()), outlivesPage: true })

/** A login that this window began, until WeCom's page has sent it back. */
interface Begun {
  state: string
  secret: string
}

/** The secret of the login that `state` came back from, once; null where this window began no such login. */
export function secretOf(state: string | null): string | null {
  const text = kept('login')
  keep('login', null)
  if (!text || !state) return null
  const begun = JSON.parse(text) as Begun
  return begun.state === state ? begun.secret : null
}

/** Trades WeCom's code, which is good once, for a session. */
export async function signIn(code: string, begun: Begun): Promise<Signed> {
  const { token: fresh, guide } = await api.post<GuideSession>('/session', { code, ...begun })
  const signed = { token: fresh, userId: guide.userId, at: Date.now() }
  keep('session', JSON.stringify(signed))
  return signed
}

/** Where WeCom asks who this is; it comes back to `returnTo` with a code. Throws Problem where the shop has no WeCom. */
export async function beginLogin(returnTo: string): Promise<string> {
  const { isOn, url, state, secret } = await api.post<LoginAddress>('/logins', { returnTo })
  if (!isOn) throw new Problem({ status: 0, code: 'sidebar.no_wecom', detail: '这家店还没有接上企业微信，请管理员先完成设置。' })
  keep('login', JSON.stringify({ state, secret } satisfies Begun))
  return url
}

/** Whether a new login may help, and the old session forgotten. */
export function mayRenew(nowMs: number): boolean {
  const signed = signedIn()
  keep('session', null)
  return signed === null || nowMs - signed.at > TOO_SOON_MS
}
