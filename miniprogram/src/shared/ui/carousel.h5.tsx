import { useEffect, useRef, useState } from 'react'
import { View } from '@tarojs/components'
import type { CarouselProps } from './carousel'
import './carousel.scss'

const still = (): boolean => window.matchMedia('(prefers-reduced-motion: reduce)').matches

/** Slides of one shape in a browser: the scroll itself snaps, which costs no library and follows the finger. */
export function Carousel<T>({ items, keyOf, render, ratio, markOf, autoMs = 0, hasFilm = false, name }: CarouselProps<T>) {
  const track = useRef<HTMLDivElement>(null)
  const [at, setAt] = useState(0)
  const go = (index: number): void => {
    const box = track.current
    if (box) box.scrollTo({ left: ((index + items.length) % items.length) * box.clientWidth, behavior: still() ? 'auto' : 'smooth' })
  }
  useEffect(() => {
    if (!autoMs || items.length < 2 || still()) return
    const timer = setInterval(() => go(at + 1), autoMs)
    return () => clearInterval(timer)
  })
  const onScroll = (): void => {
    const box = track.current
    if (box?.clientWidth) setAt(Math.round(box.scrollLeft / box.clientWidth))
  }
  return (
    <div className='s-carousel' style={{ paddingTop: `${ratio * 100}%` }} role='group' aria-label={name}>
      <div ref={track} className='s-carousel__track s-carousel__track--snap' onScroll={onScroll}>
        {items.map((item, i) => <div key={keyOf(item)} className='s-carousel__slide'>{render(item, i, i === at)}</div>)}
      </div>
      {items.length > 1 ? (
        <>
          <button type='button' className='s-carousel__arrow' aria-label='上一张' onClick={() => go(at - 1)}>‹</button>
          <button type='button' className='s-carousel__arrow s-carousel__arrow--next' aria-label='下一张' onClick={() => go(at + 1)}>›</button>
          {markOf
            ? <View className={`s-carousel__count num ${hasFilm ? 's-carousel__count--high' : ''}`}>{markOf(at)}</View>
            : <View className='s-carousel__dots'>{items.map((item, i) => <View key={keyOf(item)} className={`s-carousel__dot ${i === at ? 's-carousel__dot--on' : ''}`} />)}</View>}
        </>
      ) : null}
    </div>
  )
}
