export const isH5 = process.env.TARO_ENV === 'h5'

const origin = isH5 ? '' : SIYU_PUBLIC_URL

export const API_BASE = `${origin}/api/mini`

/** Files come as paths of the server; WeChat has no origin of its own to put before them. */
export const fileUrl = (path: string | null | undefined): string => (path ? (path.startsWith('/') ? origin + path : path) : '')

/** Random version 4 UUID. WeChat has no `crypto`; these name intents and devices, they guard nothing. */
export const uuid = (): string =>
  'xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx'.replace(/[xy]/g, (c) => {
    const r = Math.floor(Math.random() * 16)
    return (c === 'x' ? r : (r & 3) | 8).toString(16)
  })
