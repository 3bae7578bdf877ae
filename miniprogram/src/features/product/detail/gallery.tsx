import type { ProductDetail } from '@siyu/client/shapes'
import { fileUrl } from '@/shared/lib/env'
import { Carousel } from '@/shared/ui/carousel'
import { Film } from '@/shared/ui/film'
import { Photo } from '@/shared/ui/photo'
import { Tap } from '@/shared/ui/tap'
import { useZoom } from '@/shared/ui/use-zoom'

/** Square pictures with their index; a tap opens them large. */
export function Gallery({ product }: { product: ProductDetail }) {
  const zoom = useZoom(product.title)
  const pictures = product.media.filter((media) => media.kind === 'image').map((media) => media.url)
  if (!product.media.length) return <Photo src={null} alt={product.title} />
  return (
    <>
      <Carousel name='商品图片' items={product.media} keyOf={(media) => media.url} ratio={1} marker='count' render={(media, i) => (media.kind === 'video'
        ? <Film src={fileUrl(media.url)} poster={fileUrl(media.posterUrl)} name={product.title} />
        : <Tap label={`查看大图 ${i + 1}`} onTap={() => zoom.open(pictures, media.url)}><Photo src={media.url} alt={i === 0 ? product.title : ''} eager={i === 0} /></Tap>
      )} />
      {zoom.viewer}
    </>
  )
}
