import { useState, type ReactNode } from 'react'
import Taro from '@tarojs/taro'
import { fileUrl } from '../lib/env'
import { Zoom } from './zoom'

/** Opens pictures large: in WeChat's own viewer, or in ours in a browser. Put `viewer` at the end of the page. */
export const useZoom = (alt: string): { viewer: ReactNode; open(urls: string[], current: string): void } => {
  const [zoomed, setZoomed] = useState<string | null>(null)
  const open = (urls: string[], current: string): void => {
    if (process.env.TARO_ENV === 'h5') {
      setZoomed(fileUrl(current))
    } else {
      void Taro.previewImage({ urls: urls.map(fileUrl), current: fileUrl(current) })
    }
  }
  return { open, viewer: zoomed ? <Zoom src={zoomed} alt={alt} onClose={() => setZoomed(null)} /> : null }
}
