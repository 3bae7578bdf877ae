import type { PropsWithChildren } from 'react'
import { useDidShow, useLaunch } from '@tarojs/taro'
import { loadBootstrap } from '@/shared/api/bootstrap'
import { refreshMember } from '@/shared/api/session'
import { shownWith, watchTouches } from '@/shared/api/touches'
import { startInBrowser } from './app/browser'
import './app.scss'

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    if (process.env.TARO_ENV === 'h5') startInBrowser()
    loadBootstrap().catch((error: unknown) => console.warn('the shop has not told about itself yet', error))
    void refreshMember()
    watchTouches()
  })
  // Follows every launch too. In a browser the address tells, which changes without the shop being shown anew.
  useDidShow((options) => {
    if (process.env.TARO_ENV === 'weapp') shownWith(options)
  })
  return children
}
