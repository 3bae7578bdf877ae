import type { ProductDetail } from '@siyu/client/shapes'
import { fileUrl } from '@/shared/lib/env'
import { markOf, picturesOf } from '@/shared/lib/gallery'
import { Carousel } from '@/shared/ui/carousel'
import { Film } from '@/shared/ui/film'
import { Photo } from '@/shared/ui/photo'
import { Tap } from '@/shared/ui/tap'
import { useZoom } from '@/shared/ui/use-zoom'

/** Square slides, the video first, with their index; a tap opens a picture large. */
export function Gallery({ product: { media, title } }: { product: ProductDetail }) {
  const zoom = useZoom(title)
  const pictures = picturesOf(media)
  if (!media.length) return <Photo src={null} alt={title} />
  return (
    <>
      <Carousel name='商品图片' items={media} keyOf={(one) => one.url} ratio={1} markOf={(at) => markOf(media, at)} hasFilm={pictures.length < media.length} render={(one, i, isShown) => (one.kind === 'video'
        ? <Film src={fileUrl(one.url)} poster={fileUrl(one.posterUrl)} name={title} isShown={isShown} />
        : <Tap label={`查看大图 ${pictures.indexOf(one.url) + 1}`} onTap={() => zoom.open(pictures, one.url)}><Photo src={one.url} alt={one.url === pictures[0] ? title : ''} eager={i === 0} /></Tap>
      )} />
      {zoom.viewer}
    </>
  )
}
