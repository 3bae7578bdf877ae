import { useState } from 'react'
import { Image, View } from '@tarojs/components'
import { fileUrl } from '../lib/env'
import { Icon } from './icon'
import { px } from './px'
import './photo.scss'

interface Props { src: string | null | undefined; alt: string; size?: number; ratio?: number; eager?: boolean; className?: string; fit?: 'aspectFill' | 'aspectFit' }

/** A picture in a box of known shape, so that nothing jumps; a quiet mark stands in for a missing one. `ratio` is height over width. */
export function Photo({ src, alt, size, ratio = 1, eager = false, className = '', fit = 'aspectFill' }: Props) {
  const [failed, setFailed] = useState(false)
  const box = size ? { width: px(size), height: px(size * ratio) } : { paddingTop: `${ratio * 100}%` }
  return (
    <View className={`s-photo ${size ? '' : 's-photo--fluid'} ${className}`} style={box}>
      {src && !failed
        ? <Image className='s-photo__image' src={fileUrl(src)} mode={fit} lazyLoad={!eager} {...(process.env.TARO_ENV === 'h5' ? { nativeProps: { alt } } : { 'aria-label': alt })} onError={() => setFailed(true)} />
        : <View className='s-photo__none'><Icon name='image' size={24} /></View>}
    </View>
  )
}
