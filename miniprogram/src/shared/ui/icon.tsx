import { View } from '@tarojs/components'
import { px } from './px'
import { ICON_PATHS } from './icon-paths'
import './icon.scss'

export type IconName = keyof typeof ICON_PATHS

const cache: Partial<Record<string, string>> = {}

const mask = (name: IconName, filled: boolean): string =>
  (cache[name + filled] ??= `url("data:image/svg+xml,${encodeURIComponent(
    `<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 24 24' fill='${filled ? '#000' : 'none'}' stroke='#000' stroke-width='1.75' stroke-linecap='round' stroke-linejoin='round'>${ICON_PATHS[name]}</svg>`,
  )}")`)

interface Props { name: IconName; size?: number; filled?: boolean; className?: string }

/** An icon in the colour of the text around it: WeChat draws no inline SVG, but it can mask with one. */
export function Icon({ name, size = 20, filled = false, className = '' }: Props) {
  const image = mask(name, filled)
  return <View className={`s-icon ${className}`} style={{ width: px(size), height: px(size), maskImage: image, WebkitMaskImage: image }} />
}
