import { useState, type ReactNode } from 'react'
import { Swiper, SwiperItem, View } from '@tarojs/components'
import './carousel.scss'

export interface CarouselProps<T> {
  items: T[]
  keyOf(item: T): string
  render(item: T, index: number, isShown: boolean): ReactNode
  ratio: number
  /** What the corner says of the slide that is shown; without it there are dots. */
  markOf?(index: number): string
  autoMs?: number
  name: string
  /** A player is among the slides: going round would make it flicker in WeChat, and the mark keeps clear of its buttons. */
  hasFilm?: boolean
}

/** Slides of one shape (`ratio` is height over width); WeChat's own swiper does the moving here. */
export function Carousel<T>({ items, keyOf, render, ratio, markOf, autoMs = 0, hasFilm = false }: CarouselProps<T>) {
  const [at, setAt] = useState(0)
  return (
    <View className='s-carousel' style={{ paddingTop: `${ratio * 100}%` }}>
      <Swiper className='s-carousel__track' circular={!hasFilm && items.length > 1} autoplay={autoMs > 0} interval={autoMs || 5000} duration={240} onChange={(e) => setAt(e.detail.current)}>
        {items.map((item, i) => <SwiperItem key={keyOf(item)}>{render(item, i, i === at)}</SwiperItem>)}
      </Swiper>
      <CarouselMark count={items.length} at={at} text={markOf?.(at)} isHigh={hasFilm} />
    </View>
  )
}

export function CarouselMark({ count, at, text, isHigh }: { count: number; at: number; text: string | undefined; isHigh: boolean }) {
  if (count < 2) return null
  return text
    ? <View className={`s-carousel__count num ${isHigh ? 's-carousel__count--high' : ''}`}>{text}</View>
    : <View className='s-carousel__dots'>{Array.from({ length: count }, (_, i) => <View key={i} className={`s-carousel__dot ${i === at ? 's-carousel__dot--on' : ''}`} />)}</View>
}
