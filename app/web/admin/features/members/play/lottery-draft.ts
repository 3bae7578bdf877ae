import type { AdminLottery, PrizeKind } from '../../../../shared/api/shapes-play'
import { WHOLE_PPM } from './words'

export interface PrizeDraft { kind: PrizeKind; name: string; points: number; templateId: string | null; oddsPpm: number; stock: number | null }
export interface LotteryDraft { name: string; words: string; startsAt: string | null; endsAt: string | null; costPoints: number; freePerDay: number; drawsPerDayMax: number; prizes: PrizeDraft[] }

export const PRIZES_MAX = 12
const THANKS: PrizeDraft = { kind: 'thanks', name: '谢谢参与', points: 0, templateId: null, oddsPpm: WHOLE_PPM - 300_000, stock: null }
export const newPrize = (): PrizeDraft => ({ kind: 'points', name: '20 积分', points: 20, templateId: null, oddsPpm: 0, stock: null })

export const emptyLottery = (): LotteryDraft => ({ name: '', words: '', startsAt: null, endsAt: null, costPoints: 20, freePerDay: 1, drawsPerDayMax: 5, prizes: [{ ...newPrize(), oddsPpm: 300_000 }, THANKS] })

export const lotteryOf = (of: AdminLottery): LotteryDraft => ({
  name: of.name, words: of.words, startsAt: of.startsAt, endsAt: of.endsAt, costPoints: of.costPoints, freePerDay: of.freePerDay, drawsPerDayMax: of.drawsPerDayMax,
  prizes: of.prizes.map(({ kind, name, points, templateId, oddsPpm, stock }) => ({ kind, name, points, templateId, oddsPpm, stock })),
})

export const sumOf = (prizes: readonly { oddsPpm: number }[]): number => prizes.reduce((sum, prize) => sum + prize.oddsPpm, 0)

/** Another kind keeps what it needs and forgets the rest. */
export const withKind = (prize: PrizeDraft, kind: PrizeKind): PrizeDraft => ({
  ...prize, kind,
  points: kind === 'points' ? prize.points || 20 : 0,
  templateId: kind === 'coupon' ? prize.templateId : null,
  stock: kind === 'points' ? prize.stock : (prize.stock ?? 10),
})

/** The last prize takes what the others leave. Below nothing stays nothing, and the sum says so. */
export const levelled = (prizes: PrizeDraft[]): PrizeDraft[] => {
  const rest = WHOLE_PPM - sumOf(prizes.slice(0, -1))
  return prizes.map((prize, place) => (place === prizes.length - 1 ? { ...prize, oddsPpm: Math.max(0, rest) } : prize))
}

/** What is wrong by field path, as the server would name it. */
export const checkLottery = (draft: LotteryDraft): Record<string, string> => {
  const found: Record<string, string> = {}
  if (!draft.name.trim()) found.name = '请填写名称'
  if (!draft.startsAt) found.startsAt = '请选择开始时间'
  if (!draft.endsAt) found.endsAt = '请选择结束时间'
  else if (draft.startsAt && draft.endsAt <= draft.startsAt) found.endsAt = '结束时间要晚于开始时间'
  if (draft.freePerDay > draft.drawsPerDayMax) found.freePerDay = '每天免费的次数不能超过每天最多的次数'
  if (draft.costPoints === 0 && draft.freePerDay < draft.drawsPerDayMax) found.costPoints = '超出免费次数后要消耗积分，请填写每次的积分'
  draft.prizes.forEach((prize, place) => {
    if (!prize.name.trim()) found[`prizes.${place}.name`] = '请填写名称'
    if (prize.kind === 'points' && prize.points < 1) found[`prizes.${place}.points`] = '请填写积分'
    if (prize.kind === 'coupon' && !prize.templateId) found[`prizes.${place}.templateId`] = '请选择优惠券'
    if ((prize.kind === 'coupon' || prize.kind === 'goods') && prize.stock === null) found[`prizes.${place}.stock`] = '请填写数量'
  })
  if (sumOf(draft.prizes) !== WHOLE_PPM) found.prizes = '中奖概率合计要等于 100%'
  return found
}
