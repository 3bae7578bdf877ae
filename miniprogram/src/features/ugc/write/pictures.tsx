import { useEffect, useRef, useState } from 'react'
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { Upload } from '@siyu/client/shapes'
import { uploadImage } from '@/shared/api/upload'
import { say, sentenceOf } from '@/shared/lib/say'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Tap } from '@/shared/ui/tap'

export const IMAGES_MAX = 9
const BYTES_MAX = 10 * 1024 * 1024

interface Sending { key: number; path: string; percent: number }

/** Up to nine pictures; each is sent when chosen, shows how far it is, and can be taken away again. */
export function Pictures({ images, onChange, onBusy }: { images: Upload[]; onChange(images: Upload[]): void; onBusy(busy: boolean): void }) {
  const [sending, setSending] = useState<Sending[]>([])
  // What was sent is added to what there is by then, not to what there was when it was chosen.
  const there = useRef(images)
  there.current = images
  const gone = useRef(new Set<number>())
  const last = useRef(0)
  useEffect(() => onBusy(sending.length > 0), [sending.length])
  const left = IMAGES_MAX - images.length - sending.length

  const send = async ({ key, path }: Sending): Promise<void> => {
    try {
      const done = await uploadImage(path, (percent) => setSending((all) => all.map((one) => (one.key === key ? { ...one, percent } : one))))
      if (gone.current.has(key)) return
      if (there.current.some((one) => one.id === done.id)) return say('这张图片已经选过了')
      there.current = [...there.current, done]
      onChange(there.current)
    } catch (error) {
      if (!gone.current.has(key)) say(sentenceOf(error))
    } finally {
      setSending((all) => all.filter((one) => one.key !== key))
    }
  }
  const add = async (): Promise<void> => {
    const chosen = await Taro.chooseImage({ count: left, sizeType: ['compressed'], sourceType: ['album', 'camera'] }).catch(() => null)
    // Closing the album is no failure.
    if (!chosen) return
    if (chosen.tempFiles.some((file) => file.size > BYTES_MAX)) return say('有图片超过 10 MB，请换一张')
    const fresh = chosen.tempFilePaths.slice(0, left).map((path) => ({ key: ++last.current, path, percent: 0 }))
    setSending((all) => [...all, ...fresh])
    for (const one of fresh) await send(one)
  }
  const stop = (key: number): void => {
    gone.current.add(key)
    setSending((all) => all.filter((one) => one.key !== key))
  }
  return (
    <View className='write__images'>
      {images.map((image, i) => (
        <View key={image.id} className='write__image'>
          <Photo src={image.url} alt={`图片 ${i + 1}`} size={80} className='write__photo' />
          <Tap label={`移除图片 ${i + 1}`} className='write__drop' onTap={() => onChange(images.filter((one) => one !== image))}><View className='write__drop-mark'><Icon name='x' size={12} /></View></Tap>
        </View>
      ))}
      {sending.map(({ key, percent }) => (
        <View key={key} className='write__image write__image--sending'>
          <Text className='num'>{percent > 0 && percent < 100 ? `${Math.round(percent)}%` : '上传中'}</Text><View className='write__progress' style={{ width: `${percent}%` }} />
          <Tap label='取消上传' className='write__drop' onTap={() => stop(key)}><View className='write__drop-mark'><Icon name='x' size={12} /></View></Tap>
        </View>
      ))}
      {left > 0 ? <Tap label='添加图片' className='write__add' onTap={() => void add()}><Icon name='camera' size={22} /><Text className='write__add-text num'>{images.length}/{IMAGES_MAX}</Text></Tap> : null}
    </View>
  )
}
