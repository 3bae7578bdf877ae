import type { Bootstrap } from '@siyu/client/shapes'
import { createStore } from '../lib/store'
import { recall, remember } from '../lib/storage'
import { read } from './http'

export const bootstrapStore = createStore<Bootstrap | null>(recall<Bootstrap | null>('siyu_bootstrap', null))

let loading: Promise<Bootstrap> | null = null

/** What the shop must know before anything else; asked once a visit, the last answer serves meanwhile. */
export const loadBootstrap = (): Promise<Bootstrap> => {
  loading ??= read<Bootstrap>('/bootstrap').then(
    (fresh) => {
      bootstrapStore.set(fresh)
      remember('siyu_bootstrap', fresh)
      return fresh
    },
    (error: unknown) => {
      loading = null
      const last = bootstrapStore.get()
      if (last) return last
      throw error
    },
  )
  return loading
}
