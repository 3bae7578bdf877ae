import type { FilmProps } from './film'

/** The browser's own player: Taro's brings 180 kB for streams that the shop does not have. */
export function Film({ src, poster, name }: FilmProps) {
  return <video src={src} poster={poster} controls playsInline preload='none' aria-label={name} style={{ width: '100%', height: '100%', background: '#14100E' }} />
}
