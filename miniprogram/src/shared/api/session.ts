import type { Cart, Member, Session } from '@siyu/client/shapes'
import { createStore } from '../lib/store'
import { forget, recall, remember } from '../lib/storage'
import { go } from '../lib/nav'
import { uuid } from '../lib/env'
import { onUnauthorized, read, write } from './http'
import { keepToken, tokenStore } from './token'
import { loginCode } from './wechat'
import { guestLines, keepGuestLines } from './guest-cart'

export const memberStore = createStore<Member | null>(null)
/** Set by the cart, which listens for the merged one. */
export const mergedCart = createStore<Cart | null>(null)

export const isSignedIn = (): boolean => tokenStore.get() !== null

/** The guest's cart goes into the member's; one key per guest cart, kept beside it, so that a repeated merge adds nothing twice, also after the shop was closed in between. */
const mergeGuestCart = async (): Promise<void> => {
  const lines = guestLines()
  if (!lines.length) return
  const key = recall<string>('siyu_cart_key', '') || uuid()
  remember('siyu_cart_key', key)
  mergedCart.set(await write<Cart>('POST', '/cart/merge', { lines: lines.map(({ skuId, quantity }) => ({ skuId, quantity })) }, key))
  keepGuestLines([])
}

const openSession = async (): Promise<Member> => {
  const session = await write<Session>('POST', '/session', { code: await loginCode() })
  keepToken(session.token)
  memberStore.set(session.member)
  return session.member
}

export const signIn = async (privacyVersion: string): Promise<void> => {
  const member = await openSession()
  remember('siyu_consent', privacyVersion)
  if (member.privacyVersionAccepted !== privacyVersion) memberStore.set(await write<Member>('POST', '/me/consent', { version: privacyVersion }))
  await mergeGuestCart()
}

export const signOut = async (): Promise<void> => {
  await write('DELETE', '/session')
  becomeGuest()
}

export const becomeGuest = (): void => {
  keepToken(null)
  memberStore.set(null)
  forget('siyu_consent')
}

/** Silent renewal is for people who agreed before; one renewal serves all requests that wait for it. */
let renewal: Promise<boolean> | null = null
const renewOnce = (): Promise<boolean> => {
  renewal ??= (async () => {
    try {
      keepToken(null)
      if (!recall('siyu_consent', '')) {
        becomeGuest()
        return false
      }
      await openSession()
      return true
    } catch (error) {
      console.warn('session could not be renewed', error)
      becomeGuest()
      return false
    } finally {
      renewal = null
    }
  })()
  return renewal
}
onUnauthorized(renewOnce)

/** False when the member could not be read; the last known one stays. */
export const refreshMember = async (): Promise<boolean> => {
  if (!isSignedIn()) return true
  try {
    memberStore.set(await read<Member>('/me'))
    return true
  } catch (error) {
    // The page that shows the member tells about it; here the last known one stays.
    console.warn('member not refreshed', error)
    return false
  }
}

let waiting: (() => void) | null = null

/** Runs `then` for members; guests sign in first and then go on where they were. */
export const asMember = (then: () => void): void => {
  if (isSignedIn()) return then()
  waiting = then
  go('login')
}

export const takeWaiting = (): (() => void) | null => {
  const then = waiting
  waiting = null
  return then
}
