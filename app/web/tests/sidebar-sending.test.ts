import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { after, leftText } from '../sidebar/features/scripts/CouponsPart'
import { flushMarks, mark } from '../sidebar/features/scripts/outbox'
import { cardMessage, cardPage, cutBytes, fresh, isDone, lengthOf, sendOn, type Progress } from '../sidebar/features/scripts/sending'
import { HostProblem, type Message } from '../sidebar/host'
import { keep, kept } from '../sidebar/shared/keep'
import { hurryAll, later, takeBack } from '../sidebar/shared/later'
import type { Draft } from '../sidebar/shared/shapes'
import { Problem } from '../shared/api/problem'

const CARD = { appId: 'wx1', title: '待产包', imageUrl: '/files/1.png', path: 'features/product/detail/index?id=1&t=abc' }
const draft = (card: Draft['card'] = CARD): Draft => ({ id: 'd1', kind: 'script', text: '您好', card, madeAt: '2026-11-28T04:00:00Z' })
const wish = { text: '您好', withCard: true }

/** A client that refuses as told, call by call. */
function stage(refusals: (HostProblem | Problem | null)[] = [], made: Draft = draft()) {
  const sent: string[] = []
  const states: Progress[] = []
  let calls = 0
  let drafts = 0
  const ways = {
    draft: async () => (drafts++, made),
    send: async ({ msgtype }: Message) => {
      const refusal = refusals[calls++]
      if (refusal) throw refusal
      sent.push(msgtype)
    },
    became: (state: Progress) => states.push(state),
    origin: 'https://shop.example',
  }
  return { sent, states, ways, drafts: () => drafts }
}

describe('sending', () => {
  test('words, then the card', async () => {
    const { sent, ways, states } = stage()
    const end = await sendOn(fresh(null), wish, ways)
    expect(sent).toEqual(['text', 'miniprogram'])
    expect(isDone(end, true)).toBe(true)
    expect(states[0]?.isBusy).toBe(true)
    expect(end.isBusy).toBe(false)
  })

  test('a card that was refused is sent alone the next time', async () => {
    const { sent, ways, drafts } = stage([null, new HostProblem('refused', '没有发出')])
    const stopped = await sendOn(fresh(null), wish, ways)
    expect(stopped).toMatchObject({ isTextSent: true, isCardSent: false, words: '没有发出', inDoubt: null })
    expect(isDone(stopped, true)).toBe(false)
    expect(isDone(stopped, false)).toBe(true)
    await sendOn(stopped, wish, ways)
    expect(sent).toEqual(['text', 'miniprogram'])
    expect(drafts()).toBe(1)
  })

  test('silence is a doubt about the part that was on its way', async () => {
    const { ways } = stage([new HostProblem('late', '没有应答')])
    expect(await sendOn(fresh(null), wish, ways)).toMatchObject({ isTextSent: false, inDoubt: 'text' })
    const card = stage([null, new HostProblem('late', '没有应答')])
    expect(await sendOn(fresh(null), wish, card.ways)).toMatchObject({ isTextSent: true, inDoubt: 'card' })
  })

  test('what the shop refuses is said in its words, and nothing is sent', async () => {
    const { sent, ways } = stage()
    const refused = { ...ways, draft: () => Promise.reject(new Problem({ status: 409, code: 'x', detail: '还没有进过小程序' })) }
    expect(await sendOn(fresh(null), wish, refused)).toMatchObject({ words: '还没有进过小程序', isTextSent: false, isBusy: false })
    expect(sent).toEqual([])
  })

  test('a draft without a card, and a card that is not wanted', async () => {
    const without = stage([], draft(null))
    expect(isDone(await sendOn(fresh(null), wish, without.ways), true)).toBe(true)
    expect(without.sent).toEqual(['text'])
    const unwanted = stage()
    expect(isDone(await sendOn(fresh(draft()), { ...wish, withCard: false }, unwanted.ways), false)).toBe(true)
    expect([unwanted.sent, unwanted.drafts()]).toEqual([['text'], 0])
  })

  test('bugs are no refusals', async () => {
    const { ways } = stage()
    await expect(sendOn(fresh(null), wish, { ...ways, send: () => Promise.reject(new TypeError('bug')) })).rejects.toThrow('bug')
  })
})

describe('a card as WeCom wants it', () => {
  test.each([
    ['features/product/detail/index?id=1&t=a', 'features/product/detail/index.html?id=1&t=a'],
    ['/pages/home/index', 'pages/home/index.html'],
    ['pages/home/index.html?t=a', 'pages/home/index.html?t=a'],
  ])('%s is %s', (path, page) => expect(cardPage(path)).toBe(page))

  test('with the whole address of its picture, and a title that is not too long', () => {
    const message = cardMessage({ ...CARD, title: '长'.repeat(40) }, 'https://shop.example')
    if (message.msgtype !== 'miniprogram') throw new Error('a card')
    expect(message.miniprogram.imgUrl).toBe('https://shop.example/files/1.png')
    expect(new TextEncoder().encode(message.miniprogram.title).length).toBeLessThanOrEqual(64)
    expect(message.miniprogram.title.endsWith('…')).toBe(true)
    expect(cutBytes('短', 64)).toBe('短')
  })

  test('a person counts marks, not code units', () => expect(lengthOf('好👶🏻')).toBe(3))
})

describe('what has been sent is told to the shop', () => {
  beforeEach(() => keep('marks', null))
  const sent = { contactId: 'wm1', draftId: 'd1', text: '您好', withCard: true }

  test('at once, or when it is reached again, with the same key', async () => {
    const keys: string[] = []
    await mark(sent, async ({ key }) => (keys.push(key), Promise.reject(new Problem({ status: 0, code: 'network.unreachable' }))))
    expect(kept('marks')).toContain('d1')
    await flushMarks(async ({ key }) => void keys.push(key))
    expect(kept('marks')).toBeNull()
    expect(new Set(keys).size).toBe(1)
  })

  test('a refusal for good is not repeated', async () => {
    await mark(sent, () => Promise.reject(new Problem({ status: 404, code: 'community.draft_not_found' })))
    expect(kept('marks')).toBeNull()
  })
})

describe('done a little later', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('unless it is taken back', () => {
    const [run, other] = [vi.fn(), vi.fn()]
    later('a', run, 1_000)
    later('b', other, 1_000)
    expect(takeBack('a')).toBe(true)
    vi.advanceTimersByTime(1_000)
    expect([run.mock.calls.length, other.mock.calls.length]).toEqual([0, 1])
    expect(takeBack('b')).toBe(false)
  })

  test('and at once when the page is left', () => {
    const run = vi.fn()
    later('a', run, 1_000)
    hurryAll()
    vi.advanceTimersByTime(5_000)
    expect(run).toHaveBeenCalledOnce()
  })
})

test('what is left of a month', () => {
  const allowance = { month: '2026-11', couponsMax: 30, couponsUsed: 22, valueMaxFen: 60_000, valueUsedFen: 41_000 }
  expect(leftText(allowance)).toBe('8 张，¥190.00')
  expect(leftText(after(allowance, 2_000))).toBe('7 张，¥170.00')
  expect(leftText({ ...allowance, valueMaxFen: null })).toBe('8 张')
  expect(leftText({ ...allowance, couponsMax: null, valueMaxFen: null })).toBe('')
  expect(leftText({ ...allowance, couponsUsed: 40, valueMaxFen: null })).toBe('0 张')
})
