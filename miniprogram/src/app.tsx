import type { PropsWithChildren } from 'react'
import { useLaunch } from '@tarojs/taro'
import { loadBootstrap } from '@/shared/api/bootstrap'
import { refreshMember } from '@/shared/api/session'
import { startInBrowser } from './app/browser'
import './app.scss'

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    if (process.env.TARO_ENV === 'h5') startInBrowser()
    loadBootstrap().catch((error: unknown) => console.warn('the shop has not told about itself yet', error))
    void refreshMember()
  })
  return children
}
