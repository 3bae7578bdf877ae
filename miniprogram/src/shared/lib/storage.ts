import Taro from '@tarojs/taro'

/** Everything the shop keeps on the phone. */
export type StorageKey = 'siyu_token' | 'siyu_device' | 'siyu_consent' | 'siyu_cart' | 'siyu_cart_key' | 'siyu_searches' | 'siyu_bootstrap' | 'siyu_home' | 'siyu_categories' | 'siyu_touches' | 'siyu_events' | 'siyu_ugc_drafts'

/** The stored value, or `fallback` when there is none. */
export const recall = <T>(key: StorageKey, fallback: T): T => {
  const value: unknown = Taro.getStorageSync(key)
  return value === '' || value === undefined || value === null ? fallback : (value as T)
}

/** A full or forbidden storage must not stop a purchase: the value then lives for this visit only. */
export const remember = (key: StorageKey, value: unknown): void => {
  try {
    Taro.setStorageSync(key, value)
  } catch (error) {
    console.warn('storage refused', key, error)
  }
}

export const forget = (key: StorageKey): void => Taro.removeStorageSync(key)
