import type { Message } from '../../host'
import { HostProblem } from '../../host'
import { Problem } from '../../../shared/api/problem'
import type { Draft, MiniCard } from '../../shared/shapes'

/** The shop takes so many characters of one message. */
export const TEXT_MAX = 600
/** WeCom shows so many bytes of a card's title, and refuses longer ones. */
const TITLE_BYTES = 64

export const lengthOf = (text: string): number => [...text].length

/** Without a leading slash and with `.html`, without which WeChat does not find the page. */
export function cardPage(path: string): string {
  const [page = '', ...query] = path.replace(/^\/+/, '').split('?')
  return (page.endsWith('.html') ? page : `${page}.html`) + (query.length ? `?${query.join('?')}` : '')
}

/** At most so many bytes in UTF-8, ending in … when something is missing. */
export function cutBytes(text: string, bytesMax: number): string {
  const bytes = (part: string): number => new TextEncoder().encode(part).length
  if (bytes(text) <= bytesMax) return text
  let kept = ''
  for (const mark of text) {
    if (bytes(`${kept}${mark}…`) > bytesMax) break
    kept += mark
  }
  return `${kept}…`
}

export const textMessage = (content: string): Message => ({ msgtype: 'text', text: { content } })

/** WeCom fetches the picture itself, so that it needs the whole address. */
export function cardMessage({ appId, title, imageUrl, path }: MiniCard, origin: string): Message {
  const imgUrl = imageUrl ? new URL(imageUrl, origin).toString() : ''
  return { msgtype: 'miniprogram', miniprogram: { appid: appId, title: cutBytes(title, TITLE_BYTES), imgUrl, page: cardPage(path) } }
}

/** How far a message has come. What was done stays done: another try goes on from there. */
export interface Progress {
  draft: Draft | null
  isTextSent: boolean
  isCardSent: boolean
  isBusy: boolean
  /** The client did not answer: it may have been sent, so that only a person can say. */
  inDoubt: 'text' | 'card' | null
  words: string
}

export const fresh = (draft: Draft | null): Progress => ({ draft, isTextSent: false, isCardSent: false, isBusy: false, inDoubt: null, words: '' })

export interface Ways {
  /** The touch of these words; asked for once. */
  draft: () => Promise<Draft>
  send: (message: Message) => Promise<void>
  /** Told at each step, so that what is shown is what is done. */
  became: (progress: Progress) => void
  origin: string
}

/** Text, then card. Returns how far it came; `words` says why it stopped, empty when all is sent. */
export async function sendOn(from: Progress, wish: { text: string; withCard: boolean }, ways: Ways): Promise<Progress> {
  let now: Progress = { ...from, isBusy: true, inDoubt: null, words: '' }
  const step = (change: Partial<Progress>): void => {
    now = { ...now, ...change }
    ways.became(now)
  }
  step({})
  let doing: 'text' | 'card' | null = null
  try {
    const draft = now.draft ?? (await ways.draft())
    step({ draft })
    if (!now.isTextSent) {
      doing = 'text'
      await ways.send(textMessage(wish.text))
      step({ isTextSent: true })
    }
    if (wish.withCard && draft.card && !now.isCardSent) {
      doing = 'card'
      await ways.send(cardMessage(draft.card, ways.origin))
      step({ isCardSent: true })
    }
    step({ isBusy: false })
  } catch (thrown) {
    if (!(thrown instanceof HostProblem) && !(thrown instanceof Problem)) throw thrown
    const isLate = thrown instanceof HostProblem && thrown.reason === 'late'
    step({ isBusy: false, inDoubt: isLate ? doing : null, words: thrown instanceof Problem ? thrown.detail : thrown.message })
  }
  return now
}

/** All that was wished for is in the chat. */
export const isDone = (now: Progress, withCard: boolean): boolean => now.isTextSent && (now.isCardSent || !withCard || !now.draft?.card)
