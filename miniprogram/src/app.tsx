import type { PropsWithChildren } from 'react'
import { useLaunch } from '@tarojs/taro'
import { loadBootstrap } from '@/shared/api/bootstrap'
import { refreshMember } from '@/shared/api/session'
import { startInBrowser } from './app/browser'
import './app.scss'

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    if (process.env.TARO_ENV === 'h5') startInBrowser()
    void loadBootstrap()
    void refreshMember()
  })
  return children
}
