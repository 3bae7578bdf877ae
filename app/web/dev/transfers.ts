import type { LossRules, LossView, TransferContact, TransferPreview, TransferRules, TransferState, TransferView, Unassigned } from '../shared/api/shapes-community'
import { found, guides } from './community.ts'
import { ago, id } from './goods.ts'

const STARTS_MS = 6_000
const name = (userId: string): string => guides.find((guide) => guide.userId === userId)?.name ?? '唐小棠'

const NOW: TransferState[] = ['done', 'done', 'waiting', 'waiting', 'refused', 'failed', 'waiting', 'taker_full', 'planned', 'unknown']
const WHY: Partial<Record<TransferState, string>> = { refused: '客户拒绝了接替', failed: '90 天内接替太频繁，企业微信暂不允许', taker_full: '接替的导购客户数已满' }

function people(handover: string, states: readonly TransferState[], limit: number, only: Record<string, string> = {}): TransferContact[] {
  return found(new URLSearchParams({ guide: handover, ...only })).slice(0, limit).map((row, place) => {
    const state = states[place % states.length] as TransferState
    return { contactId: row.contactId, name: row.remark || row.name, avatarUrl: row.avatarUrl, state, why: WHY[state] ?? null, changedAt: ago(place * 7 + 3), takenAt: state === 'done' ? ago(place * 7 + 40) : null }
  })
}

interface Move {
  view: Omit<TransferView, 'counts'>
  people: TransferContact[]
  startedMs: number
}
const moves: Move[] = [
  { startedMs: 0, people: people('guide-1', NOW, 9), view: { id: id(70, 3), handover: 'guide-1', handoverName: '林小满', takeover: 'guide-2', takeoverName: '周亦禾', hasLeft: false, words: '您好，小满去了杭州二店，以后由我为您服务。', reason: '调到杭州二店', madeAt: ago(190), madeBy: '林晚' } },
  { startedMs: 0, people: people('guide-2', ['done', 'done', 'done', 'refused'], 8), view: { id: id(70, 2), handover: 'guide-6', handoverName: '罗青', takeover: 'guide-3', takeoverName: '沈知夏', hasLeft: true, words: '', reason: '离职', madeAt: ago(9_000), madeBy: '周一舟' } },
]

/** Those that have begun just now are with WeCom after some seconds. */
function shown(move: Move): TransferView {
  if (move.startedMs && Date.now() - move.startedMs > STARTS_MS) for (const one of move.people) if (one.state === 'planned') one.state = 'waiting'
  const counts: Record<string, number> = {}
  for (const one of move.people) counts[one.state] = (counts[one.state] ?? 0) + 1
  return { ...move.view, counts }
}
export const transfers = (): TransferView[] => moves.map(shown)
export const transferOf = (transferId: string): TransferView | undefined => transfers().find((one) => one.id === transferId)
export const peopleOf = (transferId: string, state: string | null): TransferContact[] => (moves.find((one) => one.view.id === transferId)?.people ?? []).filter((one) => !state || one.state === state)

let rules: TransferRules = { rules: { addedDays: 7, movedDays: 30, boughtDays: 0, spareAfterSale: true }, version: 2, at: null, by: '周明' }
let lossRules: LossRules = { rules: { tellsGuide: true, supervisorIds: ['guide-2'] }, version: 1, at: null, by: '周明' }
export const transferRules = (): TransferRules => rules
export const lossRuleset = (): LossRules => lossRules

export const unassigned: Unassigned[] = [{ userId: 'guide-6', name: '罗青', leftAt: ago(2_900), contacts: 38 }, { userId: 'tangwan', name: '汤婉', leftAt: ago(30_000), contacts: 6 }]

const LOSS_STATES: LossView['state'][] = ['told', 'told', 'unreachable', 'silent', 'told', 'refused', 'new']
export const losses: LossView[] = found(new URLSearchParams()).filter((row) => row.state !== 'active').map((row, place) => {
  const state = LOSS_STATES[place % LOSS_STATES.length] as LossView['state']
  return { id: id(71, place), userId: row.userId, guideName: row.guideName, contactId: row.contactId, name: row.remark || row.name, at: row.endedAt ?? ago(5), byContact: row.state === 'lost', state, told: state === 'told' ? [row.guideName, '周亦禾'].slice(0, 1 + (place % 2)) : [] }
})

function preview(body: Record<string, unknown>): TransferPreview {
  const wanted = body['contactIds'] as string[] | null
  const rows = found(new URLSearchParams({ guide: String(body['handover']), state: 'active' })).filter((row) => wanted === null || wanted.includes(row.contactId))
  const kept = body['hasLeft'] ? [] : rows.filter((_, place) => place % 3 === 2).map((row, place) => ({ contactId: row.contactId, name: row.remark || row.name, why: ['有售后正在处理', '添加不满 7 天', '正在接替中'][place % 3] as string }))
  return { free: body['hasLeft'] ? 38 : rows.length - kept.length, protectedCount: kept.length, protected: kept }
}

/** Transfers looked at, begun and stopped; rules changed. */
export function writeTransfer(path: string, body: Record<string, unknown>): { code?: string; detail: string; field?: string; body?: unknown } {
  const [, , , what, transferId] = path.split('/')
  if (what === 'unassigned') return { detail: '', body: null }
  if (what === 'transfer-rules' || what === 'loss-rules') {
    const { version, ...next } = body
    const now = what === 'loss-rules' ? lossRules : rules
    if (version !== now.version) return { code: `community.${what === 'loss-rules' ? 'loss' : 'transfer'}_rules_changed`, detail: '规则刚刚被别人改过，请刷新后再改' }
    if (what === 'loss-rules') lossRules = { ...now, rules: next as LossRules['rules'], version: now.version + 1 }
    else rules = { ...now, rules: next as TransferRules['rules'], version: now.version + 1 }
    return { detail: '', body: what === 'loss-rules' ? lossRules : rules }
  }
  if (transferId === 'preview') return { detail: '', body: preview(body) }
  if (transferId) {
    const move = moves.find((one) => one.view.id === transferId)
    if (!move) return { code: 'community.transfer_not_found', detail: '没有找到这次接替' }
    for (const one of move.people) if (one.state === 'planned') one.state = 'cancelled'
    return { detail: '', body: shown(move) }
  }
  const { free, protected: kept } = preview(body)
  if (free === 0) return { code: 'community.nobody_to_transfer', detail: '没有可以接替的客户' }
  const handover = String(body['handover'])
  const stay = new Set(kept.map((one) => one.contactId))
  const move: Move = {
    startedMs: Date.now(), people: people(body['hasLeft'] ? 'guide-3' : handover, ['planned'], 99, { state: 'active' }).filter((one) => !stay.has(one.contactId)),
    view: { id: id(72, Date.now() % 1e9), handover, handoverName: name(handover), takeover: String(body['takeover']), takeoverName: name(String(body['takeover'])), hasLeft: Boolean(body['hasLeft']), words: String(body['words']), reason: String(body['reason']), madeAt: ago(0), madeBy: '林晚' },
  }
  moves.unshift(move)
  return { detail: '', body: shown(move) }
}
