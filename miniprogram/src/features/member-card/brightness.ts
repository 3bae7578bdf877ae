import { useEffect } from 'react'
import Taro from '@tarojs/taro'

/** A scanner reads a bright screen: as bright as it gets while the page is open, then as before. A browser cannot do it. */
export const useBrightness = (): void => {
  useEffect(() => {
    if (process.env.TARO_ENV !== 'weapp') return
    let before: number | null = null
    let isOpen = true
    void Taro.getScreenBrightness()
      .then(({ value }) => {
        before = value
        return isOpen ? Taro.setScreenBrightness({ value: 1 }) : undefined
      })
      .catch((error: unknown) => console.warn('brightness not set', error))
    return () => {
      isOpen = false
      if (before !== null) void Taro.setScreenBrightness({ value: before })
    }
  }, [])
}
