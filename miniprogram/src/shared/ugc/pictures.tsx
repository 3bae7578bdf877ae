import { View } from '@tarojs/components'
import type { UgcPicture } from '@siyu/client/shapes'
import { Photo } from '../ui/photo'
import { Tap } from '../ui/tap'
import { useZoom } from '../ui/use-zoom'
import './ugc.scss'

/** Small pictures that open large. */
export function Pictures({ pictures, size = 92 }: { pictures: UgcPicture[]; size?: number }) {
  const zoom = useZoom('评价图片')
  if (!pictures.length) return null
  const urls = pictures.map((one) => one.url)
  return (
    <View className='review__pictures'>
      {pictures.map((one, i) => <Tap key={one.url} label={`查看图片 ${i + 1}`} className='review__picture' onTap={() => zoom.open(urls, one.url)}><Photo src={one.smallUrl} alt='' size={size} /></Tap>)}
      {zoom.viewer}
    </View>
  )
}
