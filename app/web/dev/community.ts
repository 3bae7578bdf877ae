import type { Budget, ContactRow, ContactView, CorpTagView, FollowView, GapView, GuideView, MirrorState, RefusedRemark, RunView } from '../shared/api/shapes-community'
import { ago, id, image } from './goods.ts'
import { members } from './office.ts'

const SECOND_MS = 1_000
const GUIDES_EACH_SECOND = 2

export const tags: CorpTagView[] = [
  ['孕期', '孕早期', 41], ['孕期', '孕中期', 63], ['孕期', '孕晚期', 58], ['宝宝月龄', '0–6 个月', 120], ['宝宝月龄', '6–12 个月', 97], ['意向', '待产包', 75], ['意向', '护肤', 33], ['来源', '门店扫码', 210],
].map(([groupName, name, contacts], place) => ({ tagId: `etTag${place}`, name: name as string, groupName: groupName as string, contacts: contacts as number }))

const NAMES = ['林小满', '周亦禾', '沈知夏', '许安然', '陈暮', '罗青']
export const guides: GuideView[] = NAMES.map((name, place) => ({ userId: `guide-${place + 1}`, name, isActive: place < 5, hasContacts: place < 5, contacts: place < 5 ? 90 - place * 13 : 0 }))
const guideAt = (place: number): GuideView => guides[place % guides.length] as GuideView

const FACES = ['云朵妈妈', '小麦', 'Coco🌿', '豆豆麻麻', '等风来', '橙子汽水', '阿宁', '月亮不睡', '麦穗', '安安妈']
const ABOUT = ['预产期 2027-02，第一胎，问过待产包和洗脸巾。', '', '敏感肌，换过两种面霜；不喜欢电话联系。']

function follow(place: number, guide: GuideView): FollowView {
  const ended = place % 7 === 5 ? ('contact' as const) : place % 11 === 8 ? ('guide' as const) : null
  return {
    userId: guide.userId, guideName: guide.name, remark: place % 3 ? '' : `${FACES[place % FACES.length] as string} 预产期2月`, description: ABOUT[place % ABOUT.length] as string, remarkCompany: '',
    phones: place % 4 ? [] : ['138****01'], tags: tags.filter((_, at) => (place + at) % 4 === 0), addedAt: ago(place * 1_900 + 12), addWay: [1, 3, 10, 16, 202, 99][place % 6] as number,
    liveCodeState: place % 6 ? '' : 'store-hz-01', endedAt: ended ? ago(place * 60 + 30) : null, endedBy: ended,
  }
}

const contacts: ContactView[] = Array.from({ length: 34 }, (_, place) => {
  const member = place % 3 === 2 ? null : members[place % members.length]
  const hasShop = member !== null && place % 5 !== 4
  return {
    contactId: `wmSample${place}`, name: FACES[place % FACES.length] as string, avatarUrl: place % 4 === 3 ? null : image(place), kind: place % 9 === 7 ? 2 : 1, gender: place % 5 === 0 ? 0 : 2, corpName: place % 9 === 7 ? '青禾月子中心' : null,
    hasUnionid: member !== null, firstSeenAt: ago(place * 1_900 + 12), readAt: ago(place * 3 + 1), memberId: member?.id ?? null, hasShop, levelName: hasShop ? (member?.levelName ?? null) : null,
    follows: [follow(place, guideAt(place)), ...(place % 8 === 0 ? [follow(place + 5, guideAt(place + 1))] : [])],
  }
})
export const contactOf = (contactId: string): ContactView | undefined => contacts.find((one) => one.contactId === contactId)

const stateOf = ({ endedAt, endedBy }: FollowView): ContactRow['state'] => (endedAt === null ? 'active' : endedBy === 'contact' ? 'lost' : 'deleted')
const rows = (): ContactRow[] =>
  contacts.flatMap(({ contactId, name, avatarUrl, memberId, levelName, follows }) =>
    follows.map((one) => ({
      contactId, name, avatarUrl, memberId, levelName, userId: one.userId, guideName: one.guideName, remark: one.remark, tags: one.tags.map((tag) => tag.name),
      addedAt: one.addedAt, addWay: one.addWay, state: stateOf(one), endedAt: one.endedAt,
    })),
  )

/** Pairs that stand all filters but the search. */
export function found(query: URLSearchParams): ContactRow[] {
  const [guide, tag, state] = [query.get('guide'), query.get('tag'), query.get('state')]
  const tagName = tags.find((one) => one.tagId === tag)?.name
  return rows().filter((row) => (!guide || row.userId === guide) && (!tag || (tagName !== undefined && row.tags.includes(tagName))) && (!state || row.state === state))
}

const past: RunView[] = Array.from({ length: 6 }, (_, place) => ({
  id: id(50, place), state: place === 2 ? 'stopped' : 'done', by: place % 3 ? '系统' : '林晚', startedAt: ago(place * 60 + 41), finishedAt: ago(place * 60 + 40), resumeAt: null, problem: place === 2 ? '企业微信没有给这个应用相应的权限，请在管理后台检查可信 IP、客户联系权限和可见范围' : null, guides: 60, guidesDone: place === 2 ? 22 : 60,
  calls: place === 2 ? 9 : 27, pairs: place === 2 ? 640 : 2_184, missing: place === 0 ? 2 : 0, extra: place === 0 ? 1 : 0, different: place % 2 ? 0 : 3,
}))
const gaps: GapView[] = [
  { kind: 'missing', guideName: '林小满', contactName: '云朵妈妈', detail: '没有收到添加好友的通知' },
  { kind: 'missing', guideName: '周亦禾', contactName: '等风来', detail: '记录为已删除，企业微信中仍是好友' },
  { kind: 'extra', guideName: '罗青', contactName: '小麦', detail: '导购已不在客户联系范围内' },
  { kind: 'different', guideName: '沈知夏', contactName: '豆豆麻麻', detail: '备注、标签或资料不一致' },
  { kind: 'different', guideName: '陈暮', contactName: '阿宁', detail: '备注、标签或资料不一致' },
  { kind: 'different', guideName: '陈暮', contactName: '安安妈', detail: '备注、标签或资料不一致' },
]
const budgets = (): Budget[] => [
  { name: 'ticket/get', window: 'hour', used: 88, allowed: 100, resetsAt: ago(-22) }, { name: 'message/send', window: 'day', used: 4_120, allowed: 12_000, resetsAt: ago(-480) },
  { name: 'externalcontact/batch/get_by_user', window: 'minute', used: 640, allowed: 10_000, resetsAt: ago(-1) }, { name: 'externalcontact/batch/get_by_user', window: 'hour', used: 3_020, allowed: 150_000, resetsAt: ago(-22) },
  { name: 'externalcontact/get', window: 'hour', used: 212, allowed: 150_000, resetsAt: ago(-22) },
]

let running: RunView | null = null

/** The run of the sample goes on by the clock; it waits for WeCom in its middle for a while. */
function advanced(run: RunView): RunView {
  const seconds = (Date.now() - Date.parse(run.startedAt)) / SECOND_MS
  const waits = seconds > 10 && seconds < 20
  const done = Math.min(run.guides, Math.floor((waits ? 10 : seconds < 20 ? seconds : seconds - 10) * GUIDES_EACH_SECOND))
  const here = { ...run, guidesDone: done, pairs: done * 36, calls: 1 + Math.ceil(done / 2), resumeAt: waits ? new Date(Date.parse(run.startedAt) + 20 * SECOND_MS).toISOString() : null }
  return done < run.guides && run.state === 'running' ? here : { ...here, state: run.state === 'running' ? 'done' : 'stopped', resumeAt: null, finishedAt: ago(0) }
}

export function state(): MirrorState {
  const now = running && advanced(running)
  if (now && now.finishedAt !== null) {
    past.unshift(now)
    running = null
  }
  const counts = { guides: 60, contacts: 2_031, pairs: 2_184, withUnionid: 1_870, withShop: 1_244, lostInWeek: 9 }
  return { isOn: true, counts, runs: [...(running && now ? [now] : []), ...past].slice(0, 10), gaps, budgets: budgets() }
}

interface Written {
  code?: string
  detail: string
  body?: unknown
}

/** Changes of a pair, and comparisons begun and stopped. */
export function write(path: string, body: Record<string, unknown>): Written {
  const [, , , what, contactId = '', , userId, field] = path.split('/')
  if (what === 'comparisons') {
    const stops = path.endsWith('/stop')
    if (stops !== (running !== null)) return stops ? { code: 'community.no_comparison', detail: '现在没有正在进行的核对' } : { code: 'community.comparison_running', detail: '正在核对，请等它完成或先停止' }
    running = running ? { ...running, state: 'stopping' } : { ...(past[0] as RunView), id: id(51, Date.now() % 1e9), state: 'running', by: '林晚', startedAt: ago(0), finishedAt: null, missing: 0, extra: 0, different: 0 }
    return { detail: '', body: null }
  }
  const one = contactOf(contactId)?.follows.find((of) => of.userId === userId)
  if (!one) return { code: 'community.contact_not_found', detail: '没有找到这位客户' }
  if (one.endedAt !== null) return { code: 'community.contact_ended', detail: '好友关系已经结束，不能修改备注和标签' }
  if (field === 'remark') Object.assign(one, body)
  else {
    const [add, remove] = [body['add'] as string[], body['remove'] as string[]]
    one.tags = tags.filter((tag) => !remove.includes(tag.tagId) && (add.includes(tag.tagId) || one.tags.some((held) => held.tagId === tag.tagId)))
  }
  return { detail: '', body: contactOf(contactId) }
}

export const leavers: RefusedRemark[] = [{ userId: 'guide-2', guideName: '周亦禾', contactId: 'wmSample7', contactName: '月亮不睡', askedAt: ago(3_000), problem: '企业微信没有接受（40058），请检查备注' }]
