import type { PropsWithChildren } from 'react'
import { useLaunch } from '@tarojs/taro'
import { loadBootstrap } from '@/shared/api/bootstrap'
import { refreshMember } from '@/shared/api/session'
import './app.scss'

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    void loadBootstrap()
    void refreshMember()
  })
  return children
}
