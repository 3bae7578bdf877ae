import { useState, type ReactNode } from 'react'
import { Swiper, SwiperItem, View } from '@tarojs/components'
import './carousel.scss'

export interface CarouselProps<T> { items: T[]; keyOf(item: T): string; render(item: T, index: number): ReactNode; ratio: number; marker?: 'dots' | 'count'; autoMs?: number; name: string }

/** Slides of one shape (`ratio` is height over width); WeChat's own swiper does the moving here. */
export function Carousel<T>({ items, keyOf, render, ratio, marker = 'dots', autoMs = 0 }: CarouselProps<T>) {
  const [at, setAt] = useState(0)
  return (
    <View className='s-carousel' style={{ paddingTop: `${ratio * 100}%` }}>
      <Swiper className='s-carousel__track' circular={items.length > 1} autoplay={autoMs > 0} interval={autoMs || 5000} duration={240} onChange={(e) => setAt(e.detail.current)}>
        {items.map((item, i) => <SwiperItem key={keyOf(item)}>{render(item, i)}</SwiperItem>)}
      </Swiper>
      <CarouselMark count={items.length} at={at} marker={marker} />
    </View>
  )
}

export function CarouselMark({ count, at, marker }: { count: number; at: number; marker: 'dots' | 'count' }) {
  if (count < 2) return null
  return marker === 'count'
    ? <View className='s-carousel__count num'>{`${at + 1} / ${count}`}</View>
    : <View className='s-carousel__dots'>{Array.from({ length: count }, (_, i) => <View key={i} className={`s-carousel__dot ${i === at ? 's-carousel__dot--on' : ''}`} />)}</View>
}
