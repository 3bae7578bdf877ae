import { useEffect } from 'react'
import Taro from '@tarojs/taro'
import { Video } from '@tarojs/components'

/** `isShown` false: it has been swiped away, and falls silent. It never starts by itself. */
export interface FilmProps { src: string; poster: string; name: string; isShown: boolean }

const ID = 'film'

/** WeChat's player; it pauses by itself when the page is left. A page has one. */
export function Film({ src, poster, name, isShown }: FilmProps) {
  useEffect(() => {
    if (!isShown) Taro.createVideoContext(ID).pause()
  }, [isShown])
  // A finger that moves across swipes on to the pictures rather than seek.
  return <Video id={ID} src={src} poster={poster} title={name} controls autoplay={false} showCenterPlayBtn showMuteBtn enableProgressGesture={false} objectFit='contain' aria-label={`${name}，视频`} style={{ width: '100%', height: '100%' }} />
}
