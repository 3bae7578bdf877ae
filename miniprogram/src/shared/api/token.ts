import { createStore } from '../lib/store'
import { forget, recall, remember } from '../lib/storage'

export const tokenStore = createStore<string | null>(recall<string | null>('siyu_token', null))

export const keepToken = (token: string | null): void => {
  tokenStore.set(token)
  if (token) remember('siyu_token', token)
  else forget('siyu_token')
}
