/** What only a browser needs when the shop starts. */

const RELOADED_KEY = 'siyu_reloaded_at'
const RELOAD_PAUSE_MS = 30_000

/** Taro draws the two buttons of its title bar without names. */
const nameTitleButtons = (): void => {
  for (const [kind, label] of [['back', '返回'], ['home', '回首页']] as const) {
    const button = document.querySelector(`.taro-navigation-bar-${kind}`)
    button?.setAttribute('role', 'button')
    button?.setAttribute('aria-label', label)
  }
}

/** After a new version is published the old one's files are gone: the page is loaded anew, once. */
const reloadWhenOutdated = (): void => {
  window.addEventListener('unhandledrejection', ({ reason }) => {
    if (!/Loading (CSS )?chunk/.test(String((reason as Error | undefined)?.message))) return
    if (Date.now() - Number(sessionStorage.getItem(RELOADED_KEY)) < RELOAD_PAUSE_MS) return
    sessionStorage.setItem(RELOADED_KEY, String(Date.now()))
    window.location.reload()
  })
}

export const startInBrowser = (): void => {
  nameTitleButtons()
  reloadWhenOutdated()
}
