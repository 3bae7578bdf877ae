import { useSyncExternalStore } from 'react'

/** What is shown instead of the open chat: a customer or a group that the guide has turned to by hand. */
export interface Route {
  contactId: string | null
  chatId: string | null
  isHome: boolean
}

/**
 * Behind #, so that the address that WeCom has signed stays; a message of the application may lead to a path instead.
 */
export function routeIn(pathname: string, hash: string): Route {
  const path = hash.startsWith('#/') ? hash.slice(1) : pathname.replace(/^\/sidebar/, '')
  if (path === '/home') return { contactId: null, chatId: null, isHome: true }
  const [, kind, id] = /^\/(contacts|chats)\/([^/?#]+)/.exec(path) ?? []
  const decoded = id ? decodeURIComponent(id) : null
  return { contactId: kind === 'contacts' ? decoded : null, chatId: kind === 'chats' ? decoded : null, isHome: false }
}

const listen = (changed: () => void): (() => void) => {
  window.addEventListener('hashchange', changed)
  return () => window.removeEventListener('hashchange', changed)
}

/** The hash and the path as one text, because a snapshot must be the same as long as nothing changed. */
const snapshot = (): string => `${location.pathname} ${location.hash}`

export function useRoute(): Route {
  const [pathname = '', hash = ''] = useSyncExternalStore(listen, snapshot).split(' ')
  return routeIn(pathname, hash)
}

export const toContact = (contactId: string): void => void (location.hash = `#/contacts/${encodeURIComponent(contactId)}`)
export const toChat = (chatId: string): void => void (location.hash = `#/chats/${encodeURIComponent(chatId)}`)
export const toHome = (): void => void (location.hash = '#/home')
/** Back to the open chat, or to the workbench. */
export const toPlace = (): void => void (location.hash = '#/')
