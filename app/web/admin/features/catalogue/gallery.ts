import type { DraftMedia } from './draft'

export const videoOf = (media: DraftMedia[]): DraftMedia | null => media.find((item) => item.kind === 'video') ?? null
export const picturesOf = (media: DraftMedia[]): DraftMedia[] => media.filter((item) => item.kind === 'image')

/** The order in which a shopper sees them: the video, if there is one, before all pictures. */
export const galleryOf = (video: DraftMedia | null, pictures: DraftMedia[]): DraftMedia[] => (video ? [video, ...pictures] : pictures)

/** What the corner of the gallery says: a video by its name, a picture by its place among the pictures. */
export function markOf(media: DraftMedia[], at: number): string {
  const pictures = picturesOf(media)
  const shown = media[at]
  return !shown || shown.kind === 'video' ? '视频' : `${pictures.indexOf(shown) + 1}/${pictures.length}`
}

export const VIDEO_BYTES_MAX = 20 * 1024 * 1024
export const VIDEO_SECONDS_MAX = 60

/** What can be said of a video before it is sent. The server looks into it. */
export function videoProblem(bytes: number, seconds: number | null): string | null {
  if (bytes > VIDEO_BYTES_MAX) return `视频有 ${Math.ceil(bytes / 1024 / 1024)} MB，请压缩到 20 MB 以内`
  if (seconds !== null && Number.isFinite(seconds) && seconds >= VIDEO_SECONDS_MAX + 1) return `视频有 ${Math.floor(seconds)} 秒，请剪到 60 秒以内`
  return null
}
