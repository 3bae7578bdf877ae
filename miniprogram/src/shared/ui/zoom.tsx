import { useRef, useState } from 'react'
import { Image, View, type BaseEventOrig } from '@tarojs/components'
import { fingersOf, type Finger } from '../lib/touch'
import { Icon } from './icon'
import { spoken } from './spoken'
import { Tap } from './tap'
import './zoom.scss'

interface Look { scale: number; x: number; y: number }
const WHOLE: Look = { scale: 1, x: 0, y: 0 }
const SCALE_MAX = 4

const distance = (a: Finger, b: Finger): number => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY)

/** One picture over everything: two fingers pinch, one drags, a tap closes. Browsers only; WeChat has its own viewer. */
export function Zoom({ src, alt, onClose }: { src: string; alt: string; onClose(): void }) {
  const [look, setLook] = useState(WHOLE)
  const grip = useRef({ look: WHOLE, x: 0, y: 0, span: 0 })

  const hold = (event: BaseEventOrig<unknown>): void => {
    const [a, b] = fingersOf(event)
    if (a) grip.current = { look, x: a.clientX, y: a.clientY, span: b ? distance(a, b) : 0 }
  }
  const move = (event: BaseEventOrig<unknown>): void => {
    const [a, b] = fingersOf(event)
    const { look: from, x, y, span } = grip.current
    if (!a) return
    if (b && span > 0) setLook({ ...from, scale: Math.min(SCALE_MAX, Math.max(1, (from.scale * distance(a, b)) / span)) })
    else if (look.scale > 1 && span === 0) setLook({ ...from, x: from.x + a.clientX - x, y: from.y + a.clientY - y })
  }
  const release = (): void => { if (look.scale < 1.05) setLook(WHOLE) }
  return (
    <View className='zoom fade' {...spoken('查看大图', 'dialog')} onClick={() => (look.scale > 1 ? setLook(WHOLE) : onClose())} onTouchStart={hold} onTouchMove={move} onTouchEnd={release}>
      <View className='zoom__frame' style={{ transform: `translate(${look.x}px, ${look.y}px) scale(${look.scale})` }}>
        <Image src={src} mode='aspectFit' className='zoom__image' {...{ nativeProps: { alt } }} />
      </View>
      <Tap label='关闭大图' className='zoom__close' onTap={onClose}><Icon name='x' size={24} /></Tap>
    </View>
  )
}
