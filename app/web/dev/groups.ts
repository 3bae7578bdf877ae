import type { ChatComparisons, ChatMember, ChatRow, ChatRun, ChatsState, ChatView, GroupRulesBook } from '../shared/api/shapes-community'
import { guides } from './community.ts'
import { ago } from './goods.ts'
import { members } from './office.ts'

const DAYS = 30
const DAY_MS = 86_400_000
const NAMES = ['杭州新手妈妈群', '会员福利一群', '上海辅食交流群', '', '孕晚期互助群', '会员福利二群', '敏感肌讨论组', '二胎家庭群', '六一团购群（已结束）']
const STATES: ChatRow['state'][] = ['normal', 'normal', 'normal', 'owner_left', 'normal', 'transferring', 'normal', 'normal', 'dismissed']
const KINDS: ChatRow['kind'][] = ['ordinary', 'vip', 'ordinary', 'free', 'free', 'vip', 'free', 'ordinary', 'free']
const FACES = ['云朵妈妈', '小麦', 'Coco🌿', '豆豆麻麻', '等风来', '橙子汽水', '阿宁', '月亮不睡', '麦穗', '安安妈']

const daysOf = (place: number): ChatView['days'] =>
  Array.from({ length: DAYS }, (_, day) => ({ day: new Date(Date.now() - (DAYS - 1 - day) * DAY_MS).toISOString().slice(0, 10), joined: (day * 7 + place * 5) % 9 === 0 ? 0 : (day + place) % 5, left: (day + place * 3) % 6 === 0 ? 1 + (place % 2) : 0 }))
const sum = (days: ChatView['days'], what: 'joined' | 'left'): number => days.reduce((total, day) => total + day[what], 0)

const views: ChatView[] = NAMES.map((name, place) => {
  const owner = guides[place === 3 ? 5 : place % 5]
  const days = place === 7 ? daysOf(place).map((day) => ({ ...day, joined: 0, left: 0 })) : daysOf(place)
  const people = [86, 212, 143, 31, 48, 176, 64, 22, 9][place] as number
  return {
    chatId: `wrSample${place}`, name, owner: owner?.userId ?? '', ownerName: owner?.name ?? '', kind: KINDS[place] as ChatRow['kind'], state: STATES[place] as ChatRow['state'], members: people, customers: people - 2,
    joined: sum(days, 'joined'), left: sum(days, 'left'), madeAt: ago(50_000 + place * 21_000), readAt: ago(4 + place), dismissedAt: place === 8 ? ago(2_600) : null,
    notice: place % 3 === 0 ? '周三、周五晚八点开团；有问题可以直接问群主。\n请不要在群里发广告。' : '', days,
  }
})

export const groupOf = (chatId: string): ChatView | undefined => views.find((one) => one.chatId === chatId)

const inSize = (people: number, size: string | null): boolean => size === null || size === (people < 50 ? 'small' : people < 200 ? 'medium' : 'large')

/** Rows of the list by its filters. */
export function found(query: URLSearchParams): ChatRow[] {
  const is = (name: string, value: string): boolean => !query.get(name) || query.get(name) === value
  return views
    .filter((one) => is('state', one.state) && is('kind', one.kind) && is('owner', one.owner) && inSize(one.members, query.get('size')) && one.name.includes(query.get('q') ?? ''))
    .map(({ notice: _notice, days: _days, ...row }) => row)
}

export function membersOf(chatId: string, presence: string | null): ChatMember[] {
  const view = groupOf(chatId)
  if (!view) return []
  const hasLeft = presence === 'left'
  const own: ChatMember = { subject: view.owner, isStaff: true, isOwner: true, isAdmin: false, name: view.ownerName, joinedAt: view.madeAt, leftAt: null, joinScene: 1, invitedBy: null, state: '', isContact: false, memberId: null, levelName: null }
  const people: ChatMember[] = Array.from({ length: hasLeft ? view.left : view.customers }, (_, place) => {
    const member = place % 3 === 2 ? null : members[place % members.length]
    return {
      ...own, subject: `wmSample${place}`, isStaff: false, isOwner: false, name: FACES[place % FACES.length] as string, joinedAt: ago(place * 700 + 30), leftAt: hasLeft ? ago(place * 90 + 10) : null, joinScene: (place % 3) + 1,
      invitedBy: place % 3 === 0 ? view.ownerName : null, isContact: place % 4 !== 3, memberId: member?.id ?? null, levelName: member?.levelName ?? null,
    }
  })
  return hasLeft ? people : [own, ...people]
}

export function setKind(chatId: string, kind: unknown): ChatView | undefined {
  const place = views.findIndex((one) => one.chatId === chatId)
  const before = views[place]
  if (!before) return undefined
  const kept = { ...before, kind: kind as ChatRow['kind'] }
  views[place] = kept
  return kept
}

export function state(): ChatsState {
  const alive = views.filter((one) => one.state !== 'dismissed')
  const count = (fits: (one: ChatView) => boolean): number => alive.filter(fits).length
  const total = (what: 'customers' | 'joined' | 'left'): number => alive.reduce((all, one) => all + one[what], 0)
  return {
    counts: { groups: alive.length, vip: count((one) => one.kind === 'vip'), ordinary: count((one) => one.kind === 'ordinary'), ownerLeft: count((one) => one.state === 'owner_left'), customers: total('customers') - 88, joined: total('joined'), left: total('left') },
    run: runs[0] ?? null,
  }
}

const runs: ChatRun[] = [
  { number: 12, by: '系统', state: 'done', startedAt: ago(24), finishedAt: ago(23), resumeAt: null, calls: 10, groups: 9, missing: 0, extra: 1, different: 2, problem: null },
  { number: 11, by: '林晚', state: 'stopped', startedAt: ago(84), finishedAt: ago(83), resumeAt: null, calls: 4, groups: 3, missing: 0, extra: 0, different: 0, problem: null },
]

export const comparisons: ChatComparisons = {
  isOn: true,
  runs,
  gaps: [
    { kind: 'different', chatId: 'wrSample0', name: '杭州新手妈妈群', detail: '群名由「新手妈妈群」改为「杭州新手妈妈群」，成员不同；已更新' },
    { kind: 'different', chatId: 'wrSample4', name: '会员福利二群', detail: '群主不同；已更新' },
    { kind: 'extra', chatId: 'wrSample8', name: '', detail: '企业微信中已经没有这个群，已记为解散' },
  ],
}

export const rules: GroupRulesBook = { version: 1, at: ago(7_000), by: '林晚', rules: { isOn: true, days: 365, vipOrders: 5, vipFen: 200_000, ordinaryOrders: 1 } }
