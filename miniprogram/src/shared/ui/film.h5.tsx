import { useEffect, useRef, useState } from 'react'
import { useDidHide } from '@tarojs/taro'
import type { FilmProps } from './film'
import './film.scss'

/** The browser's own player: Taro's brings 180 kB for streams that the shop does not have. Its buttons come once it plays. */
export function Film({ src, poster, name, isShown }: FilmProps) {
  const player = useRef<HTMLVideoElement>(null)
  const [isBegun, setBegun] = useState(false)
  useEffect(() => {
    if (!isShown) player.current?.pause()
  }, [isShown])
  // A page below the top one stays in the document, and would go on talking.
  useDidHide(() => player.current?.pause())
  const play = (): void => {
    setBegun(true)
    // What the browser does not play it says itself, among its buttons.
    player.current?.play().catch(() => undefined)
  }
  return (
    <div className='s-film'>
      <video ref={player} className='s-film__player' src={src} poster={poster} controls={isBegun} playsInline preload='none' aria-label={`${name}，视频`} />
      {isBegun ? null : <button type='button' className='s-film__play' aria-label='播放视频' onClick={play} />}
    </div>
  )
}
