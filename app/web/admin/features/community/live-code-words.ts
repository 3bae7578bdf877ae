import type { LiveCode, LiveCodeBody } from '../../../shared/api/shapes-community'
import type { FieldProblems } from '../../shared/form/Field'
import { cardBodyOf, cardDraftOf, checkCard, emptyCard, type CardDraft } from './card-words'
import { lengthOf } from './words'

export const NAME_MAX = 20
export const WELCOME_MAX = 600
export const SHIFTS_MAX = 20
export const GUIDES_MAX = 100
export const CODE_TAGS_MAX = 20
export const DAILY_MAX = 20_000
const STEP = 30
const MINUTES_OF_DAY = 1_440

export interface ShiftDraft {
  userIds: string[]
  weekdays: number[]
  fromMinute: number
  toMinute: number
}

/** A live code as it stands in the editor; `limited` with `dailyMax` null: the number is not written yet. */
export interface LiveCodeDraft {
  name: string
  shifts: ShiftDraft[]
  spareUserIds: string[]
  limited: boolean
  dailyMax: number | null
  skipVerify: boolean
  tagIds: string[]
  welcome: string
  templateId: string | null
  hasCard: boolean
  /** Kept while it is switched off. */
  card: CardDraft
}

export type LiveCodeState = LiveCode['state']

export const CODE_TEXT: Record<LiveCodeState, string> = { making: '正在生成', active: '使用中', stopping: '正在停用', stopped: '已停用', failed: '没有做成' }
/** The tones of `StateTag`. */
export const CODE_TONE: Record<LiveCodeState, string> = { making: 'in_transit', active: 'active', stopping: 'pending', stopped: 'closed', failed: 'parked' }

export const isMoving = (codes: readonly Pick<LiveCode, 'state'>[]): boolean => codes.some((code) => code.state === 'making' || code.state === 'stopping')
export const isOver = (code: Pick<LiveCode, 'state'>): boolean => code.state === 'stopping' || code.state === 'stopped'

/** `problem` ends with no mark of its own. */
export const problemText = (code: Pick<LiveCode, 'state' | 'problem'>): string | null => code.problem && (code.state === 'failed' ? `没有做成：${code.problem}` : code.problem)

export const minuteOfDay = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`
export const spanText = (from: number, to: number): string => (from === 0 && to === MINUTES_OF_DAY ? '全天' : `${minuteOfDay(from)}–${minuteOfDay(to)}`)

/** What a select of times offers; a minute of another client that is no half hour stays as it is. */
export function minuteChoices(from: number, to: number, held: number): { value: number; label: string }[] {
  const all = Array.from({ length: (to - from) / STEP + 1 }, (_, place) => from + place * STEP)
  const minutes = all.includes(held) ? all : [...all, held].sort((a, b) => a - b)
  return minutes.map((value) => ({ value, label: minuteOfDay(value) }))
}

const DAYS = ['一', '二', '三', '四', '五', '六', '日']
export const WEEKDAYS = DAYS.map((text, place) => ({ value: place + 1, label: text }))

/** 每天; 周一至周五; 周六、周日: three days in a row and more are said as a span. */
export function weekdaysText(weekdays: readonly number[]): string {
  const days = [...new Set(weekdays)].sort((a, b) => a - b)
  if (days.length === 7) return '每天'
  const spans: number[][] = []
  for (const day of days) {
    const last = spans.at(-1)
    if (last && last.at(-1) === day - 1) last.push(day)
    else spans.push([day])
  }
  const named = (day: number | undefined): string => `周${DAYS[(day ?? 1) - 1] ?? ''}`
  return spans.map((span) => (span.length > 2 ? `${named(span[0])}至${named(span.at(-1))}` : span.map(named).join('、'))).join('、')
}

export const emptyShift = (): ShiftDraft => ({ userIds: [], weekdays: [1, 2, 3, 4, 5, 6, 7], fromMinute: 540, toMinute: 1_080 })

export const emptyCode = (): LiveCodeDraft => ({ name: '', shifts: [emptyShift()], spareUserIds: [], limited: false, dailyMax: null, skipVerify: true, tagIds: [], welcome: '', templateId: null, hasCard: false, card: emptyCard() })

export function draftOf({ rules }: Pick<LiveCode, 'rules'>): LiveCodeDraft {
  const { name, shifts, spareUserIds, dailyMax, skipVerify, tagIds, welcome, templateId, card } = rules
  return {
    name, spareUserIds: [...spareUserIds], limited: dailyMax !== null, dailyMax, skipVerify, tagIds: [...tagIds], welcome, templateId, hasCard: Boolean(card), card: cardDraftOf(card),
    shifts: shifts.map((shift) => ({ userIds: [...shift.userIds], weekdays: [...shift.weekdays], fromMinute: shift.fromMinute, toMinute: shift.toMinute })),
  }
}

/** A welcome of blanks alone is none. */
export function bodyOf(draft: LiveCodeDraft): LiveCodeBody {
  const { limited, hasCard, card, ...rest } = draft
  return {
    ...rest,
    name: draft.name.trim(),
    welcome: draft.welcome.trim(),
    dailyMax: limited ? draft.dailyMax : null,
    card: hasCard ? cardBodyOf(card) : null,
    shifts: draft.shifts.map((shift) => ({ ...shift, weekdays: [...shift.weekdays].sort((a, b) => a - b) })),
  }
}

/** By the server's names of the fields; a shift's own problem stands at `shifts.0`. */
export function checkCode(draft: LiveCodeDraft): FieldProblems {
  const found: FieldProblems = {}
  const name = draft.name.trim()
  if (!name || lengthOf(name) > NAME_MAX) found['name'] = `名称请填写 1 到 ${NAME_MAX} 个字`
  draft.shifts.forEach((shift, place) => {
    const fault = shiftFault(shift)
    if (fault) found[`shifts.${place}`] = fault
  })
  const guides = new Set([...draft.shifts.flatMap((shift) => shift.userIds), ...draft.spareUserIds])
  if (draft.shifts.length > SHIFTS_MAX) found['shifts'] = `最多 ${SHIFTS_MAX} 个班次`
  else if (guides.size > GUIDES_MAX) found['shifts'] = `一个活码最多 ${GUIDES_MAX} 位导购`
  if (draft.shifts.length === 0 && guides.size === 0) found['spareUserIds'] = '没有班次时，请至少选择一位导购'
  const most = draft.dailyMax
  if (draft.limited && (most === null || !Number.isInteger(most) || most < 1 || most > DAILY_MAX)) found['dailyMax'] = `请填写 1 到 ${DAILY_MAX} 的整数`
  if (draft.tagIds.length > CODE_TAGS_MAX) found['tagIds'] = `最多 ${CODE_TAGS_MAX} 个标签`
  if (lengthOf(draft.welcome.trim()) > WELCOME_MAX) found['welcome'] = `欢迎语最多 ${WELCOME_MAX} 个字`
  return draft.hasCard ? { ...found, ...checkCard(draft.card) } : found
}

function shiftFault(shift: ShiftDraft): string | null {
  if (shift.userIds.length === 0) return '请选择这一班的导购'
  if (shift.weekdays.length === 0) return '请选择星期'
  return shift.fromMinute < shift.toMinute ? null : '结束时间要晚于开始时间'
}

/** Names in the order of the ids; somebody whom WeCom no longer lists keeps the id. */
export const namesOf = (ids: readonly string[], names: ReadonlyMap<string, string>): string => ids.map((one) => names.get(one) ?? one).join('、')

export const servingText = (code: Pick<LiveCode, 'state' | 'serving'>, names: ReadonlyMap<string, string>): string =>
  isOver(code) || code.serving.length === 0 ? '—' : namesOf(code.serving, names)
