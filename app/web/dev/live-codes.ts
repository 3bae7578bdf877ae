import type { LiveCode, LiveCodeBody } from '../shared/api/shapes-community'
import { ago, id } from './goods.ts'

const MAKING_MS = 5_000
const NOBODY = { dailyMax: null, skipVerify: true, spareUserIds: ['guide-3'], templateId: null, tagIds: [], welcome: '', card: null }
const picture = (mark: string): string => `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80"><rect width="80" height="80" fill="#fff"/><path d="M8 8h20v20H8zM52 8h20v20H52zM8 52h20v20H8zM36 36h8v8h-8zM52 52h8v8h-8zM64 64h8v8h-8z"/><title>${mark}</title></svg>`)}`

const codes: LiveCode[] = [
  { id: id(60, 3), mark: 'k7wq2m', rules: { ...NOBODY, name: '杭州门店收银台', shifts: [{ userIds: ['guide-1', 'guide-2'], weekdays: [1, 2, 3, 4, 5], fromMinute: 540, toMinute: 1_080 }, { userIds: ['guide-4'], weekdays: [6, 7], fromMinute: 600, toMinute: 1_320 }], dailyMax: 80, tagIds: ['etTag7'], welcome: '您好，欢迎来到门店。孕期和宝宝的事都可以问我，新朋友的见面礼已经放进卡包。', card: { title: '', productId: id(2, 1), mediaId: null } }, state: 'active', qrUrl: picture('k7wq2m'), serving: ['guide-1', 'guide-2'], madeAt: ago(4_000), version: 3, problem: null },
  { id: id(60, 2), mark: 'p3xd9a', rules: { ...NOBODY, name: '包裹卡', shifts: [] }, state: 'failed', qrUrl: null, serving: [], madeAt: ago(5_000), version: 1, problem: '企业微信没有给这个应用相应的权限' },
  { id: id(60, 1), mark: 'z8ht4c', rules: { ...NOBODY, name: '秋季地推', shifts: [], skipVerify: false }, state: 'stopped', qrUrl: picture('z8ht4c'), serving: [], madeAt: ago(90_000), version: 5, problem: null },
]
const movedAt = new Map<string, number>()

/** What is under way is done after a few seconds. */
export function liveCodes(): LiveCode[] {
  for (const code of codes) {
    if (Date.now() - (movedAt.get(code.id) ?? 0) < MAKING_MS) continue
    if (code.state === 'making') Object.assign(code, { state: 'active', qrUrl: picture(code.mark), serving: code.rules.shifts[0]?.userIds ?? code.rules.spareUserIds })
    if (code.state === 'stopping') Object.assign(code, { state: 'stopped', serving: [] })
  }
  return codes
}

/** Codes made, changed and stopped. */
export function writeCode(path: string, body: Record<string, unknown>): { code?: string; detail: string; body?: unknown } {
  const [, , , , codeId, stops] = path.split('/')
  const { version, ...rules } = body as LiveCodeBody & { version?: number }
  if (!codeId) {
    const made: LiveCode = { id: id(61, Date.now() % 1e9), mark: 'new', rules, state: 'making', qrUrl: null, serving: [], madeAt: ago(0), version: 1, problem: null }
    movedAt.set(made.id, Date.now())
    codes.unshift(made)
    return { detail: '', body: made }
  }
  const one = codes.find((code) => code.id === codeId)
  if (!one) return { code: 'community.live_code_not_found', detail: '没有找到这个活码' }
  if (one.state === 'stopping' || one.state === 'stopped') return { code: 'community.live_code_stopped', detail: '活码已经停用，请新建一个' }
  if (!stops && version !== one.version) return { code: 'community.live_code_changed', detail: '活码刚刚被别人改过，请刷新后再改' }
  movedAt.set(one.id, Date.now())
  Object.assign(one, stops ? { state: 'stopping' } : { rules, state: one.qrUrl ? 'active' : 'making', problem: null }, { version: one.version + 1 })
  return { detail: '', body: one }
}
