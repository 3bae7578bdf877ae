import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { Upload } from '@siyu/client/shapes'
import { uploadImage } from '@/shared/api/upload'
import { say, sentenceOf } from '@/shared/lib/say'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Tap } from '@/shared/ui/tap'

const IMAGES_MAX = 6
const BYTES_MAX = 10 * 1024 * 1024

/** Pictures of what is wrong; each is uploaded when chosen. */
export function Evidence({ images, onChange }: { images: Upload[]; onChange(images: Upload[]): void }) {
  const [busy, setBusy] = useState(false)
  const add = async (): Promise<void> => {
    const chosen = await Taro.chooseImage({ count: IMAGES_MAX - images.length, sizeType: ['compressed'], sourceType: ['album', 'camera'] }).catch(() => null)
    // Closing the album is no failure.
    if (!chosen) return
    if (chosen.tempFiles.some((file) => file.size > BYTES_MAX)) return say('有图片超过 10 MB，请换一张')
    setBusy(true)
    let next = images
    try {
      for (const path of chosen.tempFilePaths.slice(0, IMAGES_MAX - images.length)) {
        next = [...next, await uploadImage(path)]
        onChange(next)
      }
    } catch (error) {
      say(sentenceOf(error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <View className='apply__images'>
      {images.map((image, i) => (
        <View key={image.id} className='apply__image'>
          <Photo src={image.url} alt={`凭证 ${i + 1}`} size={72} className='apply__photo' />
          <Tap label={`移除凭证 ${i + 1}`} className='apply__drop' onTap={() => onChange(images.filter((one) => one !== image))}><View className='apply__drop-mark'><Icon name='x' size={12} /></View></Tap>
        </View>
      ))}
      {images.length < IMAGES_MAX ? <Tap label='添加图片' disabled={busy} className='apply__add' onTap={() => void add()}><Icon name='camera' size={22} /><Text className='apply__add-text'>{busy ? '上传中' : `${images.length}/${IMAGES_MAX}`}</Text></Tap> : null}
    </View>
  )
}
