import { describe, expect, test } from 'vitest'
import { EventReader, pauseMs } from '@siyu/client/events'
import type { Sku } from '@siyu/client/shapes'
import { heardOf, withFigures } from '@/shared/live/figures'
import { Utf8 } from '@/shared/live/utf8'

const STREAM = ': 心跳\nid: 7-1\n\nid: 7-2\nevent: stock\ndata: {"t":"暖禾🌱"}\n\nevent: reset\r\ndata: 一\r\ndata: 二\r\n\r\nid: 9-9\nevent: stock\ndata: cut'
const EVENTS = [{ name: 'stock', data: '{"t":"暖禾🌱"}' }, { name: 'reset', data: '一\n二' }]

describe('a stream in chunks', () => {
  test('is the same wherever it is cut', () => {
    const bytes = new TextEncoder().encode(STREAM)
    for (let size = 1; size <= bytes.length; size++) {
      const reader = new EventReader()
      const utf8 = new Utf8()
      const seen = []
      for (let at = 0; at < bytes.length; at += size) seen.push(...reader.read(utf8.read(bytes.slice(at, at + size))))
      expect({ size, seen, lastId: reader.lastId }).toEqual({ size, seen: EVENTS, lastId: '7-2' })
    }
  })

  test('an event that was cut off moves nothing, and the place is kept', () => {
    const reader = new EventReader()
    reader.read('id: 1-1\nevent: stock\ndata: a\n\nid: 2-2\nevent: stock\nda')
    reader.restart()
    expect(reader.lastId).toBe('1-1')
    expect(reader.read('data: b\n\n')).toEqual([{ name: 'message', data: 'b' }])
    expect(reader.lastId).toBe('1-1')
  })

  test('broken bytes become a mark and spoil nothing after them', () => {
    expect(new Utf8().read(Uint8Array.of(0xe6, 0x9a, 0x41, 0xff, 0x42))).toBe('\ufffdA\ufffdB')
  })
})

test('the pauses grow, are bounded, and differ between clients', () => {
  expect([0, 1, 2, 9].map((tries) => pauseMs(tries, 1))).toEqual([1000, 2000, 4000, 30_000])
  expect(pauseMs(0, 0)).toBe(500)
})

test('figures lie over the SKUs, and an unchanged list stays the same', () => {
  const skus = [{ id: 'a', available: 5, lowStock: true }, { id: 'b', available: 9, lowStock: false }] as Sku[]
  const whole = heardOf({}, 'reset', '{"items":[{"skuId":"a","available":5,"lowStock":true}],"isWhole":true}')
  expect(withFigures(skus, whole)).toBe(skus)
  const sold = heardOf(whole, 'stock', '{"skuId":"a","available":0,"lowStock":false}')
  expect(withFigures(skus, sold).map((sku) => sku.available)).toEqual([0, 9])
  expect(skus[0]?.available).toBe(5)
})
