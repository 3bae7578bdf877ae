import type { ChatMember, ChatRow, ChatsState } from '../../../shared/api/shapes-community'

export const KIND_TEXT: Record<ChatRow['kind'], string> = { vip: 'VIP 群', ordinary: '普通群', free: '不分类' }
export const KIND_CHOICES = (['vip', 'ordinary', 'free'] as const).map((value) => ({ value, label: KIND_TEXT[value] }))
export const CHAT_TEXT: Record<ChatRow['state'], string> = { normal: '正常', owner_left: '群主已离职', transferring: '转让中', dismissed: '已解散' }
export const CHAT_TONE: Record<ChatRow['state'], string> = { normal: 'active', owner_left: 'parked', transferring: 'pending', dismissed: 'closed' }
export const CHAT_CHOICES = (['normal', 'owner_left', 'transferring', 'dismissed'] as const).map((value) => ({ value, label: CHAT_TEXT[value] }))
export const SIZE_CHOICES = [
  { value: 'small', label: '不足 50 人' },
  { value: 'medium', label: '50 到 199 人' },
  { value: 'large', label: '200 人以上' },
]
const SCENES: Record<number, string> = { 1: '被邀请', 2: '链接进群', 3: '扫码进群' }

export const chatName = (row: { name: string }): string => row.name || '未命名的群'

export function joinText(member: ChatMember): string {
  const how = SCENES[member.joinScene] ?? '进群'
  return member.invitedBy ? `${how}（${member.invitedBy}）` : how
}

/** Who came and went, in words; nothing when nobody did. */
export const moveText = ({ joined, left }: { joined: number; left: number }): string => (joined || left ? `+${joined.toLocaleString('zh-CN')} / −${left.toLocaleString('zh-CN')}` : '—')

/** The last comparison of groups, in one sentence. */
export function comparedText(run: ChatsState['run']): string {
  if (!run) return '还没有核对过，接入之后会自动开始。'
  if (run.problem) return `核对停住了：${run.problem}`
  if (run.state !== 'done') return '正在核对'
  const found = run.missing + run.extra + run.different
  return found > 0 ? `最近一次核对 ${run.groups} 个群，补正 ${found} 处。` : `最近一次核对 ${run.groups} 个群，没有差异。`
}
