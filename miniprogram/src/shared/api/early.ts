import type { Home } from '@siyu/client/shapes'
import { read } from './http'

interface EarlyWindow { __siyuHome?: Promise<Home | null> }

/** In a browser the first page asks for its data before its code has come (see index.html); this takes that answer once. */
export const firstHome = async (): Promise<Home> => {
  if (process.env.TARO_ENV === 'h5') {
    const early = window as unknown as EarlyWindow
    const asked = early.__siyuHome
    delete early.__siyuHome
    const home = asked ? await asked : null
    if (home) return home
  }
  return read<Home>('/home')
}
