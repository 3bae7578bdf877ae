/** Plays WeCom's client in a plain browser, over the emulator's. Only a demo has an emulator. */
import type { Host, Message, Place, Signatures } from './host'
import { HostProblem, within } from './host'

const ANSWER_MS = 8_000

/** The chat that the address names: `?contact=<id>` or `?chat=<id>`; else the workbench. */
export function placeIn(search: string): Place {
  const query = new URLSearchParams(search)
  const [contactId, chatId] = [query.get('contact') || null, query.get('chat') || null]
  if (chatId) return { entry: 'chat', contactId: null, chatId, canSend: true }
  if (contactId) return { entry: 'contact', contactId, chatId: null, canSend: true }
  return { entry: 'home', contactId: null, chatId: null, canSend: false }
}

/** WeCom's login page, where the emulator lets a person choose who they are; with a user id it does not ask. */
export const chosenGuide = (loginAddress: string, userId: string | null): string => {
  if (!userId) return loginAddress
  const url = new URL(loginAddress, location.href)
  url.searchParams.set('user', userId)
  return url.toString()
}

interface Settings {
  emulatorUrl: string
  sign: (url: string) => Promise<Signatures>
  /** The guide who is signed in: WeCom's client knows that by itself. */
  userId: () => string
}

export function standIn({ emulatorUrl, sign, userId }: Settings): Host {
  const play = async <T>(path: string, body: unknown): Promise<T> => {
    const asked = fetch(`${emulatorUrl}/play/wecom/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })
    const answer = await within(ANSWER_MS, asked).catch((thrown: unknown) => {
      throw thrown instanceof HostProblem ? thrown : new HostProblem('late', '模拟的企业微信没有应答，请再试一次')
    })
    if (!answer.ok) throw new HostProblem('refused', '模拟的企业微信没有完成这一步', `HTTP ${answer.status}`)
    return (await answer.json()) as T
  }
  const page = async (): Promise<{ url: string; timestamp: number; nonce: string; signature: string }> => {
    const url = location.href.split('#')[0] ?? ''
    const { timestamp, nonce, signature } = (await sign(url)).agent
    return { url, timestamp, nonce, signature }
  }
  return {
    isStandIn: true,
    chatUrl: `${emulatorUrl}/#wecom`,
    ready: async () => {
      const { errcode } = await play<{ errcode: number }>('js-config', { kind: 'agent', ...(await page()) })
      if (errcode) throw new HostProblem('refused', `企业微信没有认出这个页面（${errcode}）`)
    },
    where: async () => placeIn(location.search),
    send: async (message: Message, from: Place) => {
      const chat = from.entry === 'chat' ? { chatId: from.chatId } : { externalUserId: from.contactId }
      const { errMsg } = await play<{ errMsg: string }>('send', { userId: userId(), page: await page(), message, ...chat })
      if (errMsg !== 'sendChatMessage:ok') throw new HostProblem('refused', '企业微信没有发出这条消息', errMsg)
    },
    openChat: async (contactId) => location.assign(`${location.pathname}?${new URLSearchParams({ contact: contactId }).toString()}`),
  }
}
