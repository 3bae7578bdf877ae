import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Message, Place, Signatures } from '../sidebar/host'
import { chosenGuide, placeIn, standIn } from '../sidebar/stand-in'
import { isInsideWeCom, wecomClient } from '../sidebar/wecom'

const signature = (kind: string): Signatures['corp'] => ({ appId: 'ww1', agentId: '1000002', timestamp: 1, nonce: 'n', signature: `${kind}-mark` })
const signed: Signatures = { corp: signature('corp'), agent: signature('agent') }
const SAID: Message = { msgtype: 'text', text: { content: '您好' } }
const BESIDE: Place = { entry: 'contact', contactId: 'wm1', chatId: null, canSend: true }

type Bridge = Record<string, (body: Record<string, unknown>) => unknown>

/** WeCom's bridge as the SDK finds it: answers by name, and hears of every call. */
function bridge(answers: Bridge, calls: string[] = []) {
  const invoke = (name: string, body: Record<string, unknown>, done: (answer: unknown) => void): void => {
    calls.push(name)
    const answer = answers[name]
    if (answer) done(answer(body))
  }
  return { invoke, on: () => undefined, call: invoke }
}

const READY: Bridge = { preVerifyJSAPI: () => ({ errMsg: 'config:ok' }), config: () => ({ errMsg: 'config:ok' }), agentConfig: () => ({ errMsg: 'agentConfig:ok' }) }
const CHAT: Bridge = {
  ...READY,
  getContext: () => ({ errMsg: 'getContext:ok', entry: 'single_chat_tools' }),
  getCurExternalContact: () => ({ errMsg: 'getCurExternalContact:ok', userId: 'wm1' }),
  sendChatMessage: () => ({ errMsg: 'sendChatMessage:ok' }),
}

const SDK = pathToFileURL(createRequire(import.meta.url).resolve('@wecom/jssdk/package.json').replace('package.json', 'dist/wecom.prod.js')).href
let loads = 0

/** The real SDK, loaded anew into a browser that has this bridge, or none: it looks for it only once. */
async function opened(answers: Bridge | null, calls: string[] = [], sign = async () => signed) {
  const agent = 'Mozilla/5.0 (iPhone) wxwork/4.1.10 MicroMessenger/7.0.1 Language/zh'
  const page = { navigator: { userAgent: agent }, location: { href: 'https://shop.example/sidebar/#/a' }, document: { addEventListener: () => undefined } }
  for (const [name, value] of Object.entries(page)) vi.stubGlobal(name, value)
  vi.stubGlobal('window', { ...page, ...(answers ? { WeixinJSBridge: bridge(answers, calls) } : {}) })
  const sdk = (await import(/* @vite-ignore */ `${SDK}?${++loads}`)) as typeof import('@wecom/jssdk')
  return wecomClient(sign, async () => sdk)
}

// The SDK configures itself as soon as it is registered, and leaves that promise to nobody; all else is still reported.
const listeners = process.listeners('unhandledRejection')
process.removeAllListeners('unhandledRejection').on('unhandledRejection', (reason, promise) => {
  if (!(reason as { errMsg?: string }).errMsg?.startsWith('agentConfig:')) listeners.forEach((listener) => listener(reason, promise))
})

beforeEach(() => void vi.useFakeTimers())
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

test.each([
  ['Mozilla/5.0 (Windows NT 10.0) wxwork/4.1.36 (MicroMessenger/6.2) WindowsWechat', true],
  ['Mozilla/5.0 (iPhone) MicroMessenger/8.0.40 WxWork/4.1.0', true],
  ['Mozilla/5.0 (iPhone) MicroMessenger/8.0.40', false],
  ['Mozilla/5.0 (X11; Linux) Chrome/120', false],
])('%s: inside WeCom %s', (agent, is) => expect(isInsideWeCom(agent)).toBe(is))

describe('in WeCom', () => {
  test('beside a chat with a contact, which can be written to', async () => {
    const calls: string[] = []
    const host = await opened(CHAT, calls)
    expect(await host.where()).toEqual(BESIDE)
    await host.send(SAID, BESIDE)
    expect(calls).toContain('agentConfig')
    expect(calls.at(-1)).toBe('sendChatMessage')
  })

  test.each([
    ['group_chat_tools', { entry: 'chat', contactId: null, chatId: 'wr1', canSend: true }],
    ['contact_profile', { entry: 'contact', contactId: 'wm1', chatId: null, canSend: false }],
    ['normal', { entry: 'home', contactId: null, chatId: null, canSend: false }],
  ])('opened from %s', async (entry, place) => {
    const host = await opened({ ...CHAT, getContext: () => ({ errMsg: 'getContext:ok', entry }), getCurExternalChat: () => ({ errMsg: 'getCurExternalChat:ok', chatId: 'wr1' }) })
    expect(await host.where()).toEqual(place)
  })

  test('nothing is sent when another chat is open by now', async () => {
    const calls: string[] = []
    const host = await opened({ ...CHAT, getCurExternalContact: () => ({ errMsg: 'getCurExternalContact:ok', userId: 'wm2' }) }, calls)
    await expect(host.send(SAID, BESIDE)).rejects.toMatchObject({ reason: 'moved' })
    expect(calls).not.toContain('sendChatMessage')
  })

  test.each([
    ['sendChatMessage:cancel', 'cancelled'],
    ['sendChatMessage:fail no permission', 'refused'],
  ])('the client says %s', async (errMsg, reason) => {
    const host = await opened({ ...CHAT, sendChatMessage: () => ({ errMsg }) })
    await expect(host.send(SAID, BESIDE)).rejects.toMatchObject({ name: 'HostProblem', reason })
  })

  test('a signature that the client does not accept is asked for again with the next try', async () => {
    let tries = 0
    const answers = { ...CHAT, agentConfig: () => ({ errMsg: tries++ ? 'agentConfig:ok' : 'agentConfig:fail invalid signature' }) }
    const host = await opened(answers)
    await expect(host.where()).rejects.toMatchObject({ reason: 'refused' })
    expect(await host.where()).toEqual(BESIDE)
  })

  test('without a bridge no promise of the SDK settles: the wait ends', async () => {
    const host = await opened(null)
    const asked = expect(host.where()).rejects.toMatchObject({ name: 'HostProblem', reason: 'late' })
    await vi.advanceTimersByTimeAsync(8_000)
    await asked
  })

  test('an answer to sending that does not come is a doubt, not a refusal', async () => {
    const { sendChatMessage: _, ...silent } = CHAT
    const host = await opened(silent)
    const asked = expect(host.send(SAID, BESIDE)).rejects.toMatchObject({ reason: 'late' })
    await vi.advanceTimersByTimeAsync(30_000)
    await asked
  })

  test('a shop that does not sign is told as it is', async () => {
    const host = await opened(CHAT, [], () => Promise.reject(new Error('down')))
    await expect(host.ready()).rejects.toMatchObject({ reason: 'refused' })
  })
})

describe('the stand-in', () => {
  const host = () => standIn({ emulatorUrl: 'http://emulator', sign: async () => signed, userId: () => 'lan' })
  const answered = (body: unknown, status = 200) => {
    const send = vi.fn(async (_: string, init: RequestInit) => new Response(JSON.stringify(body), { status, headers: { 'x-body': String(init.body).slice(0, 0) } }))
    vi.stubGlobal('fetch', send)
    vi.stubGlobal('location', { href: 'http://shop/sidebar/?contact=wm1#/x', search: '?contact=wm1' })
    return send
  }

  test('the address says which chat', () => {
    expect(placeIn('?contact=wm1')).toEqual(BESIDE)
    expect(placeIn('?chat=wr1')).toMatchObject({ entry: 'chat', chatId: 'wr1' })
    expect(placeIn('')).toMatchObject({ entry: 'home', canSend: false })
  })

  test('who is known is not asked again', () => {
    vi.stubGlobal('location', { href: 'http://shop/' })
    expect(chosenGuide('http://emulator/login?appid=ww1', 'lan')).toBe('http://emulator/login?appid=ww1&user=lan')
    expect(chosenGuide('http://emulator/login?appid=ww1', null)).toBe('http://emulator/login?appid=ww1')
  })

  test('sends what the page signed, without what stands behind #', async () => {
    const send = answered({ errMsg: 'sendChatMessage:ok' })
    await host().send(SAID, BESIDE)
    const body = JSON.parse(String(send.mock.calls[0]?.[1].body)) as unknown
    expect(body).toEqual({
      userId: 'lan', message: SAID, externalUserId: 'wm1',
      page: { url: 'http://shop/sidebar/?contact=wm1', timestamp: 1, nonce: 'n', signature: 'agent-mark' },
    })
  })

  test('tells refusals and silence apart', async () => {
    answered({ errMsg: 'sendChatMessage:fail no permission' })
    await expect(host().send(SAID, BESIDE)).rejects.toMatchObject({ reason: 'refused' })
    answered({ errcode: 40093 })
    await expect(host().ready()).rejects.toMatchObject({ reason: 'refused' })
    vi.stubGlobal('fetch', () => new Promise(() => undefined))
    const asked = expect(host().ready()).rejects.toMatchObject({ reason: 'late' })
    await vi.advanceTimersByTimeAsync(8_000)
    await asked
  })
})
