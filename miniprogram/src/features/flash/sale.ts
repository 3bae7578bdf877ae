import type { FlashItem, FlashSession } from '@siyu/client/shapes'
import { clockText, whenText } from '@/shared/lib/time'
import { createStore } from '@/shared/lib/store'

/** What was pressed last, so that the queue can show it without asking for the list again. */
export const pressed = createStore<{ ticketId: string; item: FlashItem } | null>(null)

/** "今天 14:00" as far as the day matters, and what the session is at. */
export const tabText = (session: FlashSession, nowMs: number): string => {
  const at = session.startsAt
  const day = whenText(at, nowMs).startsWith('今天') ? clockText(at) : whenText(at, nowMs)
  return `${day} ${session.state === 'running' ? '抢购中' : '即将开始'}`
}

/** Whole per cent of the units that are gone: 100 only when none is left. */
export const gonePercent = (item: Pick<FlashItem, 'total' | 'remaining'>): number =>
  item.remaining <= 0 ? 100 : Math.min(99, Math.floor(((item.total - item.remaining) / item.total) * 100))

export const leftText = (item: Pick<FlashItem, 'total' | 'remaining'>): string =>
  item.remaining <= 0 ? `共 ${item.total} 件，已抢完` : `已抢 ${gonePercent(item)}%，剩 ${item.remaining} 件`

/** The session that opens first: the one that runs, else the next. */
export const firstOf = (sessions: readonly FlashSession[], wanted?: string): FlashSession | undefined =>
  sessions.find((one) => one.id === wanted) ?? sessions.find((one) => one.state === 'running') ?? sessions[0]
