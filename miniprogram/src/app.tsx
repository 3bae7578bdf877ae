import type { PropsWithChildren } from 'react'
import { useLaunch } from '@tarojs/taro'
import { loadBootstrap } from '@/shared/api/bootstrap'
import { refreshMember } from '@/shared/api/session'
import './app.scss'

/** Taro draws the two buttons of its h5 title bar without names. */
const nameTitleButtons = (): void => {
  for (const [kind, label] of [['back', '返回'], ['home', '回首页']] as const) {
    const button = document.querySelector(`.taro-navigation-bar-${kind}`)
    button?.setAttribute('role', 'button')
    button?.setAttribute('aria-label', label)
  }
}

export default function App({ children }: PropsWithChildren) {
  useLaunch(() => {
    if (process.env.TARO_ENV === 'h5') nameTitleButtons()
    void loadBootstrap()
    void refreshMember()
  })
  return children
}
