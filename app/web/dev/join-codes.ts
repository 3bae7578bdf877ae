import type { JoinCode } from '../shared/api/shapes-community'
import { ago, id } from './goods.ts'
import { chats } from './group-posts.ts'

const all = chats.map((chat, place) => ({ chatId: chat.chatId, name: chat.name, ownerName: chat.ownerName, members: place ? chat.members : 198, isTold: place === 1 || place === 2, isFull: place === 0, isGone: false }))
const picture = `data:image/svg+xml,${encodeURIComponent('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="#fff"/><path d="M8 8h20v20H8zM52 8h20v20H52zM8 52h20v20H8zM36 36h8v8h-8zM52 52h8v8h-8z"/></svg>')}`

const codes: JoinCode[] = [
  { id: id(71, 1), mark: 'j7wq2m', rules: { name: '门店入群', chatIds: all.map((chat) => chat.chatId), limit: 195, makesRooms: false, roomName: '' }, state: 'active', qrUrl: picture, madeAt: ago(4_000), version: 3, problem: null, chats: all, reserve: 1, joined: 126 },
  { id: id(71, 2), mark: 'j3xd9a', rules: { name: '包裹卡入群', chatIds: ['chat-3'], limit: 195, makesRooms: false, roomName: '' }, state: 'unknown', qrUrl: null, madeAt: ago(90), version: 2, problem: '企业微信没有回应，不知道活码是否已生成：可以重新生成，没有用过的旧码不影响客户', chats: all.slice(3), reserve: 1, joined: 0 },
]

export const joinCodes = (): { items: JoinCode[] } => ({ items: codes })

export function writeJoinCode(path: string, body: Record<string, unknown>): JoinCode | undefined {
  const [, , , codeId, stops] = path.split('/')
  const { version: _version, ...rules } = body as unknown as JoinCode['rules'] & { version?: number }
  if (!codeId) {
    const made: JoinCode = { ...(codes[1] as JoinCode), id: id(71, 100 + codes.length), rules, state: 'active', qrUrl: picture, problem: null, chats: all.filter((chat) => rules.chatIds.includes(chat.chatId)), version: 1 }
    codes.unshift(made)
    return made
  }
  const one = codes.find((code) => code.id === codeId)
  if (one) Object.assign(one, stops ? { state: 'stopped' } : { rules, state: 'active', qrUrl: picture, problem: null }, { version: one.version + 1 })
  return one
}
