/** What the face asks of WeCom's client 企业微信. The only file that knows its JS-SDK. */
import { Problem } from '../shared/api/problem'
import type { Place, Message, Host, Signatures } from './host'
import { canSendFrom, HostProblem, within } from './host'

type Sdk = typeof import('@wecom/jssdk')

/** WeCom names itself in the user agent, on phones and on the desktop. */
export const isInsideWeCom = (agent: string): boolean => /wxwork\//i.test(agent)

const APIS = ['getContext', 'getCurExternalContact', 'getCurExternalChat', 'sendChatMessage', 'openEnterpriseChat']
/** Outside WeCom, and where its bridge is late, the SDK's promises never settle. */
const READY_MS = 8_000
const ANSWER_MS = 5_000
/** The guide may be asked by the client first. */
const SENT_MS = 20_000
/** Entries where the page stands beside a chat; elsewhere the client sends nothing. */
const OF_CHATS = ['single_chat_tools', 'group_chat_tools', 'chat_attachment', 'single_kf_tools']

/** The client says `sendChatMessage:fail …` or `sendChatMessage:cancel`. */
const wordsOf = (thrown: unknown): string => {
  const said = (thrown as { errMsg?: unknown } | null)?.errMsg
  return typeof said === 'string' ? said : thrown instanceof Error ? thrown.message : ''
}

/** What the shop refused while it signed stays what it is. */
const problemOf = (thrown: unknown, name: string): HostProblem | Problem => {
  if (thrown instanceof HostProblem || thrown instanceof Problem) return thrown
  const said = wordsOf(thrown)
  if (/:cancel/.test(said)) return new HostProblem('cancelled', '已取消')
  if (/no permission|invalid signature|40093|42012|80001/.test(said)) return new HostProblem('refused', '企业微信没有认出这个页面，请关掉侧边栏重新打开', said)
  return new HostProblem('refused', `企业微信没有完成这一步${said ? `（${name}）` : ''}，请再试一次`, said)
}

/** `sign` asks the shop to sign an address of this page. */
export function wecomClient(sign: (url: string) => Promise<Signatures>, load: () => Promise<Sdk> = () => import('@wecom/jssdk')): Host {
  let registered: Promise<Sdk> | null = null
  // Both configurations ask for the same address within a moment: one call serves them.
  let signed: { url: string; answer: Promise<Signatures> } | null = null
  const signatures = (url: string): Promise<Signatures> => {
    if (signed?.url !== url) {
      const answer = sign(url)
      const mine = { url, answer }
      signed = mine
      // Used within minutes or not at all: the next configuration is signed anew.
      const forget = (): void => void (signed === mine && (signed = null))
      answer.then(() => setTimeout(forget, 30_000), forget)
    }
    return signed.answer
  }

  const register = async (): Promise<Sdk> => {
    const ww = await load()
    const { appId, agentId } = (await signatures(location.href.split('#')[0] ?? '')).agent
    const shaped = ({ timestamp, nonce, signature }: Signatures['corp']) => ({ timestamp, nonceStr: nonce, signature })
    ww.register({
      corpId: appId, agentId, jsApiList: APIS,
      getConfigSignature: async (url) => shaped((await signatures(url)).corp),
      getAgentConfigSignature: async (url) => shaped((await signatures(url)).agent),
    })
    return ww
  }

  const sdk = async (): Promise<Sdk> => {
    registered ??= register()
    try {
      const ww = await within(READY_MS, registered)
      await within(READY_MS, ww.ensureConfigReady() as Promise<unknown>)
      return ww
    } catch (thrown) {
      registered = null
      throw problemOf(thrown, 'agentConfig')
    }
  }

  /** One call of the client, whose refusals become ours. */
  const called = async <T>(name: string, ms: number, call: (ww: Sdk) => Promise<T>): Promise<T> => {
    const ww = await sdk()
    try {
      return await within(ms, call(ww))
    } catch (thrown) {
      throw problemOf(thrown, name)
    }
  }

  const where = async (): Promise<Place> => {
    const { entry } = await called('getContext', ANSWER_MS, (ww) => ww.getContext())
    const name = String(entry)
    if (name === 'group_chat_tools') {
      const { chatId } = await called('getCurExternalChat', ANSWER_MS, (ww) => ww.getCurExternalChat())
      return { entry: 'chat', contactId: null, chatId, canSend: true }
    }
    if (OF_CHATS.includes(name) || name === 'contact_profile') {
      const { userId } = await called('getCurExternalContact', ANSWER_MS, (ww) => ww.getCurExternalContact())
      return { entry: 'contact', contactId: userId, chatId: null, canSend: OF_CHATS.includes(name) }
    }
    return { entry: 'home', contactId: null, chatId: null, canSend: false }
  }

  return {
    isStandIn: false,
    chatUrl: null,
    ready: async () => void (await sdk()),
    where,
    send: async (message: Message, from: Place) => {
      // The client may have turned to another chat meanwhile; what is meant for one must not reach another.
      const now = await where().catch((thrown: unknown) => {
        // Only silence after sending is a doubt.
        throw thrown instanceof HostProblem && thrown.reason === 'late' ? new HostProblem('refused', '企业微信没有应答，没有发送，请再试一次') : thrown
      })
      if (!canSendFrom(from, now)) throw new HostProblem('moved', '聊天已经换了一位，没有发送')
      await called('sendChatMessage', SENT_MS, (ww) => ww.sendChatMessage(message as Parameters<Sdk['sendChatMessage']>[0]))
    },
    openChat: async (contactId) => void (await called('openEnterpriseChat', ANSWER_MS, (ww) => ww.openEnterpriseChat({ externalUserIds: [contactId] }))),
  }
}
