import type { ProductDetail } from '@siyu/client/shapes'

type Media = ProductDetail['media']

export const picturesOf = (media: Media): string[] => media.filter((one) => one.kind === 'image').map((one) => one.url)

/** What the corner of the gallery says: a video by its name, a picture by its place among the pictures. */
export const markOf = (media: Media, at: number): string => {
  const pictures = picturesOf(media)
  const shown = media[at]
  return !shown || shown.kind === 'video' ? '视频' : `${pictures.indexOf(shown.url) + 1} / ${pictures.length}`
}
