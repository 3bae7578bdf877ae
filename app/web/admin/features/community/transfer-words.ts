import type { TransferPreview, TransferRules, TransferState, TransferView, TransferWho } from '../../../shared/api/shapes-community'
import type { FieldProblems } from '../../shared/form/Field'
import { countText, lengthOf } from './words'

export const WORDS_MAX = 200
export const REASON_MAX = 100
export const DAYS_MAX = 3_650
/** Customers of one transfer. */
export const CONTACTS_MAX = 5_000

export const MOVE_TEXT: Record<TransferState, string> = {
  planned: '待通知企业微信', starting: '正在通知企业微信', unknown: '等企业微信确认', waiting: '等待接替', done: '已接替', refused: '客户拒绝', taker_full: '接替的导购已满', failed: '没有成功', cancelled: '已停止',
}
/** The tones of `StateTag`. */
export const MOVE_TONE: Record<TransferState, string> = {
  planned: 'pending', starting: 'in_transit', unknown: 'in_transit', waiting: 'in_transit', done: 'done', refused: 'parked', taker_full: 'parked', failed: 'parked', cancelled: 'closed',
}
/** In the order of their way. */
export const MOVE_STATES: readonly TransferState[] = ['done', 'waiting', 'unknown', 'starting', 'planned', 'refused', 'taker_full', 'failed', 'cancelled']
export const MOVE_CHOICES = MOVE_STATES.map((value) => ({ value, label: MOVE_TEXT[value] }))

/** What becomes of a customer when nothing more is known than the state. */
const MOVE_NOTE: Partial<Record<TransferState, string>> = {
  waiting: '24 小时后自动完成，客户可以拒绝', unknown: '没有收到企业微信的答复，半小时内再查', cancelled: '停止时还没有通知企业微信，仍由原导购负责',
}
export const moveNote = (row: { state: TransferState; why: string | null }): string => row.why ?? MOVE_NOTE[row.state] ?? ''

type Counts = TransferView['counts']

export const countOf = (counts: Counts, ...states: TransferState[]): number => states.reduce((sum, state) => sum + (counts[state] ?? 0), 0)
export const totalOf = (counts: Counts): number => countOf(counts, ...MOVE_STATES)
/** Something changes within seconds. */
export const isStarting = (view: Pick<TransferView, 'counts'>): boolean => countOf(view.counts, 'planned', 'starting') > 0
export const isOpen = (view: Pick<TransferView, 'counts'>): boolean => isStarting(view) || countOf(view.counts, 'unknown', 'waiting') > 0

export interface Part {
  state: TransferState
  count: number
  /** Of the whole, in percent. */
  share: number
}

/** The states that have customers, for a bar and its legend. */
export function partsOf(counts: Counts): Part[] {
  const total = totalOf(counts)
  return MOVE_STATES.flatMap((state) => {
    const count = counts[state] ?? 0
    return count > 0 ? [{ state, count, share: (count / total) * 100 }] : []
  })
}

/** 已接替 30，等待接替 12 */
export const partsText = (counts: Counts): string => partsOf(counts).map(({ state, count }) => `${MOVE_TEXT[state]} ${countText(count)}`).join('，') || '没有客户'

/** A transfer on the job as it stands in the form; `picked` null: all customers. */
export interface TransferDraft {
  handover: string | null
  takeover: string | null
  picked: readonly string[] | null
  words: string
  reason: string
}

export const whoOf = (draft: TransferDraft, hasLeft: boolean): TransferWho => ({
  handover: draft.handover ?? '',
  takeover: draft.takeover ?? '',
  hasLeft,
  contactIds: draft.picked === null ? null : [...draft.picked],
})

/** WeCom passes no words on to customers whose guide has left. */
export const startOf = (draft: TransferDraft, hasLeft: boolean): TransferWho & { words: string; reason: string } => ({
  ...whoOf(draft, hasLeft),
  words: hasLeft ? '' : draft.words.trim(),
  reason: draft.reason.trim(),
})

export function checkTransfer(draft: TransferDraft): FieldProblems {
  const found: FieldProblems = {}
  const reason = draft.reason.trim()
  if (!draft.handover) found['handover'] = '请选择原导购'
  if (!draft.takeover) found['takeover'] = '请选择接替的导购'
  else if (draft.takeover === draft.handover) found['takeover'] = '原导购和接替的导购不能是同一个人'
  if (draft.picked?.length === 0) found['contactIds'] = '请选择要接替的客户'
  else if ((draft.picked?.length ?? 0) > CONTACTS_MAX) found['contactIds'] = `一次最多 ${CONTACTS_MAX} 位客户`
  if (lengthOf(draft.words.trim()) > WORDS_MAX) found['words'] = `给客户的话最多 ${WORDS_MAX} 个字`
  if (!reason) found['reason'] = '请写明原因'
  else if (lengthOf(reason) > REASON_MAX) found['reason'] = `原因最多 ${REASON_MAX} 个字`
  return found
}

const FIELDS = /^(handover|takeover|contactIds|words|reason)\b/
export const transferProblemPlace = (field: string | null): string | null => (field === null ? null : (FIELDS.exec(field)?.[1] ?? null))

export const previewText = (preview: Pick<TransferPreview, 'free' | 'protectedCount'>): string =>
  preview.protectedCount === 0 ? `${countText(preview.free)} 位可以接替` : `${countText(preview.free)} 位可以接替，${countText(preview.protectedCount)} 位留下`

/** Why it cannot be started; null: it can. */
export function blockedText(preview: Pick<TransferPreview, 'free'>): string | null {
  if (preview.free === 0) return '没有可以接替的客户。'
  return preview.free > CONTACTS_MAX ? `一次最多接替 ${countText(CONTACTS_MAX)} 位客户，请挑选一部分，分批进行。` : null
}

export function confirmText(preview: Pick<TransferPreview, 'free' | 'protectedCount'>, takerName: string): string {
  const stay = preview.protectedCount > 0 ? `；${countText(preview.protectedCount)} 位留下` : ''
  return `${countText(preview.free)} 位客户将交给${takerName}${stay}。企业微信 24 小时后完成，客户可以拒绝。`
}

export interface RulesDraft {
  addedDays: number | null
  movedDays: number | null
  boughtDays: number | null
  spareAfterSale: boolean
}

export const RULE_FIELDS = [
  { name: 'addedDays', label: '刚添加的客户', after: '天内添加的，不接替' },
  { name: 'movedDays', label: '刚接替过的客户', after: '天内接替过的，不再接替' },
  { name: 'boughtDays', label: '刚买过的客户', after: '天内付过款的，不接替' },
] as const

export function checkRules(draft: RulesDraft): FieldProblems {
  const found: FieldProblems = {}
  for (const { name } of RULE_FIELDS) {
    const days = draft[name]
    if (days === null || !Number.isInteger(days) || days < 0 || days > DAYS_MAX) found[name] = `请填写 0 到 ${DAYS_MAX} 的整数，0 是不限`
  }
  return found
}

/** The rules in one sentence. */
export function rulesText({ addedDays, movedDays, boughtDays, spareAfterSale }: TransferRules['rules']): string {
  const kept = [
    addedDays > 0 && `添加不满 ${addedDays} 天`,
    movedDays > 0 && `上次接替不满 ${movedDays} 天`,
    boughtDays > 0 && `购买不满 ${boughtDays} 天`,
    spareAfterSale && '有售后正在处理',
  ].filter((part) => part !== false)
  return kept.length > 0 ? `${kept.join('、')}的客户不接替` : '没有保护规则，客户都可以接替'
}
