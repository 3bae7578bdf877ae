import { Problem } from '../shared/api/problem'
import type { Host, Place, Signatures } from './host'
import { HostProblem } from './host'
import { keep, kept } from './shared/keep'
import { api, beginLogin, mayRenew, secretOf, signedIn, signIn } from './shared/session'
import type { PageSignatures } from './shared/shapes'
import { chosenGuide, standIn } from './stand-in'
import { isInsideWeCom, wecomClient } from './wecom'

export type Booted =
  | { kind: 'ready'; host: Host; place: Place; userId: string }
  /** A plain browser, and nobody plays WeCom here. */
  | { kind: 'outside' }
  /** The page is about to be another one. */
  | { kind: 'leaving' }
  | { kind: 'failed'; words: string }

/** The address of this page without what WeCom's login has put into it. */
export function cleanAddress(href: string): string {
  const url = new URL(href)
  for (const name of ['code', 'state']) url.searchParams.delete(name)
  // WeCom's login wants this mark behind its own address, and the browser carries it on to ours.
  return url.pathname + url.search + (url.hash === '#wechat_redirect' ? '' : url.hash)
}

const sign = async (url: string): Promise<Signatures> => (await api.get<PageSignatures>('/signature', { url })).signatures

const queryOf = (name: string): string | null => new URLSearchParams(location.search).get(name)

/** Away to WeCom's login page. In WeCom nobody sees it; in a demo it asks who the guide is, unless that is known. */
export async function leaveForLogin(emulatorUrl: string | null): Promise<Booted> {
  const { pathname, search, hash } = new URL(cleanAddress(location.href), location.origin)
  // What stands behind # does not come back from there.
  if (hash) keep('place', hash)
  const url = await beginLogin(pathname + search)
  location.replace(emulatorUrl ? chosenGuide(url, queryOf('guide') ?? kept('last-guide')) : url)
  return { kind: 'leaving' }
}

/** null: no demo, so that nobody plays WeCom in a plain browser. */
async function playedBy(): Promise<string | null> {
  const { emulatorUrl } = await api.get<{ emulatorUrl: string | null }>('/api/mini/bootstrap')
  return emulatorUrl
}

/**
 * The code of WeCom's login, once: the address forgets it before it is used. A code that this window did not ask for is
 * somebody else's: whoever follows such a link must not be signed in as them.
 */
async function takeCode(): Promise<void> {
  const [code, state] = [queryOf('code'), queryOf('state')]
  if (!code) return
  const clean = cleanAddress(location.href)
  history.replaceState(null, '', clean.includes('#') ? clean : clean + (kept('place') ?? ''))
  keep('place', null)
  const secret = secretOf(state)
  if (state && secret) await signIn(code, { state, secret })
}

async function begin(emulatorUrl: string | null): Promise<Booted> {
  await takeCode()
  const signed = signedIn()
  const meant = emulatorUrl ? queryOf('guide') : null
  if (!signed || (meant && meant !== signed.userId)) return leaveForLogin(emulatorUrl)
  const { userId } = signed
  const host = emulatorUrl ? standIn({ emulatorUrl, sign, userId: () => userId }) : wecomClient(sign)
  return { kind: 'ready', host, place: await host.where(), userId }
}

/** Who is at work, and beside which chat. */
export async function boot(): Promise<{ booted: Booted; emulatorUrl: string | null }> {
  let emulatorUrl: string | null = null
  try {
    if (!isInsideWeCom(navigator.userAgent)) {
      emulatorUrl = await playedBy()
      if (!emulatorUrl) return { booted: { kind: 'outside' }, emulatorUrl }
    }
    return { booted: await begin(emulatorUrl), emulatorUrl }
  } catch (thrown) {
    return { booted: await rescued(thrown, emulatorUrl), emulatorUrl }
  }
}

/** A code that was used or too old, and a session that ended meanwhile, are mended by one more login. */
async function rescued(thrown: unknown, emulatorUrl: string | null): Promise<Booted> {
  if (!(thrown instanceof Problem) && !(thrown instanceof HostProblem)) throw thrown
  const isOver = thrown instanceof Problem && thrown.status === 401
  if (isOver && !kept('rescued') && mayRenew(Date.now())) {
    keep('rescued', 'yes')
    return leaveForLogin(emulatorUrl).catch((again: unknown) => ({ kind: 'failed' as const, words: again instanceof Error ? again.message : '' }))
  }
  keep('rescued', null)
  return { kind: 'failed', words: thrown.message }
}
