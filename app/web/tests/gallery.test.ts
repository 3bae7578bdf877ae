import { expect, test } from 'vitest'
import { check, draftOf, emptyDraft, inputOf, type DraftMedia } from '../admin/features/catalogue/draft'
import { galleryOf, markOf, picturesOf, VIDEO_BYTES_MAX, videoOf, videoProblem } from '../admin/features/catalogue/gallery'
import type { AdminProduct } from '../shared/api/shapes-goods'

const picture = (n: number): DraftMedia => ({ mediaId: `p${n}`, kind: 'image', url: `/files/${n}.webp`, width: 800, height: 800 })
const video: DraftMedia = { mediaId: 'v', kind: 'video', url: '/files/v.mp4', width: 720, height: 1280, posterUrl: '/files/v-800.webp' }

test('a video stands before the pictures, and is not counted among them', () => {
  const media = galleryOf(video, [picture(1), picture(2)])
  expect(media.map((_, at) => markOf(media, at))).toEqual(['视频', '1/2', '2/2'])
  expect([videoOf(media), picturesOf(media).length]).toEqual([video, 2])
  expect(galleryOf(null, picturesOf(media))).toEqual([picture(1), picture(2)])
})

test('a product whose only medium is a video is not sent', () => {
  expect(check({ ...emptyDraft(), media: [video] })['media']).toBe('至少要有一张主图')
  expect(check({ ...emptyDraft(), media: [video, picture(1)] })['media']).toBeUndefined()
})

test('the server is sent ids and kinds, and what it answers is shown again', () => {
  const draft = { ...emptyDraft(), media: [video, picture(1)] }
  expect(inputOf(draft).media).toEqual([{ mediaId: 'v', kind: 'video' }, { mediaId: 'p1', kind: 'image' }])
  expect(draftOf({ ...draft, id: 'x', skus: [] } as unknown as AdminProduct).media[0]).toEqual(video)
})

test('what is too large or too long is said before it is sent', () => {
  expect(videoProblem(VIDEO_BYTES_MAX, 60.4)).toBeNull()
  expect(videoProblem(VIDEO_BYTES_MAX + 1, null)).toBe('视频有 21 MB，请压缩到 20 MB 以内')
  expect(videoProblem(1, 95.2)).toBe('视频有 95 秒，请剪到 60 秒以内')
  expect(videoProblem(1, Infinity)).toBeNull()
})
