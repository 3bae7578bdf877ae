import { Video } from '@tarojs/components'

export interface FilmProps { src: string; poster: string; name: string }

export function Film({ src, poster }: FilmProps) {
  return <Video src={src} poster={poster} style={{ width: '100%', height: '100%' }} />
}
