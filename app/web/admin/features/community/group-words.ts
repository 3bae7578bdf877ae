import type { ChatMember, ChatRow, ChatRun, ChatView, GroupRules } from '../../../shared/api/shapes-community'
import { price } from '../../../shared/format/money'
import type { FieldProblems } from '../../shared/form/Field'
import { clockText, countText } from './words'

export const KIND_TEXT: Record<ChatRow['kind'], string> = { vip: 'VIP 群', ordinary: '普通群', free: '不分类' }
export const KIND_CHOICES = (Object.keys(KIND_TEXT) as ChatRow['kind'][]).map((value) => ({ value, label: KIND_TEXT[value] }))

export const CHAT_STATE_TEXT: Record<ChatRow['state'], string> = { normal: '正常', owner_left: '群主已离职', transferring: '正在转接', dismissed: '已解散' }
export const CHAT_STATE_CHOICES = (Object.keys(CHAT_STATE_TEXT) as ChatRow['state'][]).map((value) => ({ value, label: CHAT_STATE_TEXT[value] }))
/** The tones of `StateTag`. */
export const CHAT_STATE_TONE: Record<ChatRow['state'], string> = { normal: 'active', owner_left: 'problem', transferring: 'pending', dismissed: 'closed' }

export const SIZE_CHOICES = [
  { value: 'small', label: '少于 50 人' },
  { value: 'medium', label: '50 到 199 人' },
  { value: 'large', label: '200 人及以上' },
]
export const PRESENCE_CHOICES = [
  { value: 'present', label: '在群里' },
  { value: 'left', label: '退过群' },
]

export const nameOf = (chat: Pick<ChatRow, 'name'>): string => chat.name || '未命名的群'

const SCENE: Record<number, string> = { 1: '由成员邀请', 2: '通过邀请链接', 3: '扫描群二维码' }

/** How somebody has come in: WeCom's number, and whose invitation it was where that is known. */
export function joinText(member: Pick<ChatMember, 'joinScene' | 'invitedBy'>): string {
  const way = SCENE[member.joinScene] ?? '来源未知'
  return member.joinScene === 1 && member.invitedBy ? `由 ${member.invitedBy} 邀请` : way
}

export function roleText(member: Pick<ChatMember, 'isStaff' | 'isOwner' | 'isAdmin'>): string | null {
  if (member.isOwner) return '群主'
  if (member.isAdmin) return '管理员'
  return member.isStaff ? '员工' : null
}

/** What has changed within thirty days, today among them, in one sentence. */
export function moveText(chat: Pick<ChatRow, 'joined' | 'left'>): string {
  if (chat.joined === 0 && chat.left === 0) return '最近 30 天没有人进出'
  return `最近 30 天 ${countText(chat.joined)} 人进群，${countText(chat.left)} 人退群`
}

/** `07-23`. */
export const dayLabel = (day: ChatView['days'][number]['day']): string => day.slice(5)

export const CHAT_RUN_TEXT: Record<ChatRun['state'], string> = { running: '正在核对', stopped: '已停止', done: '已完成' }
/** The tones of `StateTag`. */
export const CHAT_RUN_TONE: Record<ChatRun['state'], string> = { running: 'in_transit', stopped: 'closed', done: 'done' }

/** What a comparison of groups has set right. */
export function chatFoundText(run: Pick<ChatRun, 'missing' | 'extra' | 'different'>): string {
  const found = [run.missing > 0 && `补上 ${countText(run.missing)} 个`, run.extra > 0 && `解散 ${countText(run.extra)} 个`, run.different > 0 && `更新 ${countText(run.different)} 个`].filter((part) => part !== false)
  return found.length ? found.join('，') : '两边一致'
}

/** What it waits for; null: it goes on. */
export function chatPauseText(run: Pick<ChatRun, 'state' | 'resumeAt'>, nowMs: number): string | null {
  if (run.state !== 'running' || run.resumeAt === null || Date.parse(run.resumeAt) <= nowMs) return null
  return `企业微信限流，${clockText(run.resumeAt, nowMs)} 继续`
}

/** Of a run in the list of them: one that did not come to its end cannot tell that nothing was found. */
export function chatRunNote(run: Pick<ChatRun, 'state' | 'missing' | 'extra' | 'different' | 'problem'>): string {
  if (run.problem) return `没有核对完：${run.problem}`
  if (run.state === 'running') return '还在核对'
  if (run.state === 'done') return chatFoundText(run)
  return run.missing + run.extra + run.different > 0 ? `没有核对完；${chatFoundText(run)}` : '没有核对完'
}

/** What the last comparison of groups has come to. */
export function chatRunText(run: ChatRun | null): string {
  if (run === null) return '还没有核对过'
  if (run.problem) return `没有核对完：${run.problem}`
  if (run.state === 'running') return run.resumeAt === null ? `正在核对，已读取 ${countText(run.groups)} 个群` : '企业微信限流，稍后继续'
  if (run.state === 'stopped') return `核对在读取 ${countText(run.groups)} 个群后被停止`
  return `核对了 ${countText(run.groups)} 个群，${chatFoundText(run)}`
}

export const GROUP_DAYS_MAX = 3650
export const GROUP_ORDERS_MAX = 1000

/** What the rules come to, in one sentence. */
export function groupRulesText(rules: GroupRules): string {
  const vip = [rules.vipOrders > 0 && `付款满 ${rules.vipOrders} 单`, rules.vipFen > 0 && `减退款后满 ${price(rules.vipFen)} `].filter((part) => part !== false)
  const parts = [vip.length > 0 && `${vip.join('或')}的客户进 VIP 群`, rules.ordinaryOrders > 0 && `${vip.length > 0 ? '其余' : ''}付款满 ${rules.ordinaryOrders} 单的客户进普通群`].filter((part) => part !== false)
  return parts.length ? `最近 ${rules.days} 天${parts.join('；')}。` : '没有设任何门槛，不会邀请任何人。'
}

/** The faults that the server would refuse, by field. */
export function checkGroupRules(rules: GroupRules): FieldProblems {
  const found: FieldProblems = {}
  if (rules.isOn && !rules.vipOrders && !rules.vipFen && !rules.ordinaryOrders) found['vipOrders'] = '请至少设一个门槛'
  if (rules.vipOrders && rules.ordinaryOrders >= rules.vipOrders) found['ordinaryOrders'] = '普通群的单数要少于 VIP 群'
  return found
}
