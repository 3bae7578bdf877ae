import { useState } from 'react'
import { Video, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { Media, ProductDetail } from '@siyu/client/shapes'
import { fileUrl } from '@/shared/lib/env'
import { Carousel } from '@/shared/ui/carousel'
import { Photo } from '@/shared/ui/photo'
import { Tap } from '@/shared/ui/tap'
import { Zoom } from './zoom'

/** Square pictures with their index; a tap opens them large (WeChat's own viewer, or ours in a browser). */
export function Gallery({ product }: { product: ProductDetail }) {
  const [zoomed, setZoomed] = useState<string | null>(null)
  const look = (media: Media): void => {
    if (process.env.TARO_ENV === 'h5') return setZoomed(fileUrl(media.url))
    const urls = product.media.filter((m) => m.kind === 'image').map((m) => fileUrl(m.url))
    void Taro.previewImage({ urls, current: fileUrl(media.url) })
  }
  if (!product.media.length) return <Photo src={null} alt={product.title} />
  return (
    <>
      <Carousel name='商品图片' items={product.media} keyOf={(media) => media.url} ratio={1} marker='count' render={(media, i) => (media.kind === 'video'
        ? <View className='gallery__video'><Video src={fileUrl(media.url)} poster={fileUrl(media.posterUrl)} style={{ width: '100%', height: '100%' }} /></View>
        : <Tap label={`查看大图 ${i + 1}`} onTap={() => look(media)}><Photo src={media.url} alt={i === 0 ? product.title : ''} eager={i === 0} /></Tap>
      )} />
      {zoomed ? <Zoom src={zoomed} alt={product.title} onClose={() => setZoomed(null)} /> : null}
    </>
  )
}
