import { useEffect, useRef } from 'react'
import { useDidHide } from '@tarojs/taro'
import type { FilmProps } from './film'

/** The browser's own player: Taro's brings 180 kB for streams that the shop does not have. */
export function Film({ src, poster, name, isShown }: FilmProps) {
  const player = useRef<HTMLVideoElement>(null)
  useEffect(() => {
    if (!isShown) player.current?.pause()
  }, [isShown])
  // A page below the top one stays in the document, and would go on talking.
  useDidHide(() => player.current?.pause())
  return <video ref={player} src={src} poster={poster} controls playsInline preload='none' aria-label={`${name}，视频`} style={{ width: '100%', height: '100%', background: '#14100E' }} />
}
