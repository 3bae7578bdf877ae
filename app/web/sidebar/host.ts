/** The chat window that this page stands beside: WeCom's client, or in a demo a stand-in for it. */
export interface Place {
  entry: 'contact' | 'chat' | 'home'
  contactId: string | null
  chatId: string | null
  /** False where the client would refuse to send, for instance on the workbench. */
  canSend: boolean
}

export type Message =
  | { msgtype: 'text'; text: { content: string } }
  | { msgtype: 'miniprogram'; miniprogram: { appid: string; title: string; imgUrl: string; page: string } }

export interface Signature {
  /** The corporation's id. */
  appId: string
  agentId: string
  timestamp: number
  nonce: string
  signature: string
}

/** Of one address of this page: `corp` for `wx.config`, `agent` for `wx.agentConfig`. */
export interface Signatures {
  corp: Signature
  agent: Signature
}

export interface Host {
  isStandIn: boolean
  /** Where a person in a demo sees the chat; null in WeCom, where it is beside. */
  chatUrl: string | null
  /** Settles when the client has accepted this page. All of these throw HostProblem, or the Problem of the shop that did not sign. */
  ready: () => Promise<void>
  where: () => Promise<Place>
  /** Into the chat of `from`; refused when another one is open by now. */
  send: (message: Message, from: Place) => Promise<void>
  /** Shows the chat with a contact. */
  openChat: (contactId: string) => Promise<void>
}

/** `late`: no answer in time, so that nobody knows whether it was done. */
export type Reason = 'late' | 'cancelled' | 'moved' | 'refused'

export class HostProblem extends Error {
  constructor(readonly reason: Reason, words: string, readonly said = '') {
    super(words)
    this.name = 'HostProblem'
  }
}

/** The promise's outcome, or HostProblem `late` after so many milliseconds. */
export function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new HostProblem('late', '企业微信没有应答，请再试一次')), ms)
    promise.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}

export const isSamePlace = (one: Place, other: Place): boolean =>
  one.entry === other.entry && one.contactId === other.contactId && one.chatId === other.chatId

export const canSendFrom = (meant: Place, now: Place): boolean => now.canSend && isSamePlace(meant, now)
