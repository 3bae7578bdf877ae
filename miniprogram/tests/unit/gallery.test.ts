import { expect, test } from 'vitest'
import { detailOf, WITH_VIDEO } from '../fixtures/goods'
import { markOf, picturesOf } from '@/shared/lib/gallery'

test('a video is named, and the pictures are counted without it', () => {
  const { media } = detailOf(WITH_VIDEO)
  expect(media.map((_, at) => markOf(media, at))).toEqual(['视频', '1 / 3', '2 / 3', '3 / 3'])
  expect(picturesOf(media).some((url) => url.endsWith('.mp4'))).toBe(false)
})

test('pictures alone are counted as ever', () => {
  const { media } = detailOf(0)
  expect(media.map((_, at) => markOf(media, at))).toEqual(['1 / 3', '2 / 3', '3 / 3'])
})
