import type { PointsLine, PointsView } from '@siyu/client/shapes'
import { countText, signedText } from '@/shared/lib/points'
import { dateText } from '@/shared/lib/time'

/** Points end with a day: `until` is the first moment after it. */
const lastDay = (until: string, nowMs: number): string => dateText(new Date(Date.parse(until) - 1).toISOString(), nowMs)

/** What ends next, the first first: "500 积分，11月30日到期". */
export const endings = ({ expiring }: PointsView, nowMs: number): string[] =>
  expiring.map(({ points, until }) => `${countText(points)} 积分，${lastDay(until, nowMs)}到期`)

/** What is held and what is owed, explained; nothing to explain is nothing said. */
export const explained = ({ held, owed }: PointsView): { name: string; figure: string; text: string }[] => [
  ...(held ? [{ name: '冻结中', figure: countText(held), text: '已用在待付款的订单里：付款后扣除，订单取消会退回' }] : []),
  ...(owed ? [{ name: '待扣', figure: countText(Math.abs(owed)), text: '退款时对应的积分已经用掉，会从以后获得的积分里抵扣，不影响购物' }] : []),
]

export interface Booked { figure: string; tone: 'more' | 'less'; mark: string }

/** One booking: what could be spent changed by `points`; what is held for an order by `heldPoints`. */
export const booked = ({ points, heldPoints }: PointsLine): Booked => {
  const tone = points > 0 ? 'more' : 'less'
  if (points) return { figure: signedText(points), tone, mark: heldPoints > 0 ? '冻结' : heldPoints < 0 ? '解冻' : '' }
  // A paid order takes what was held for it: that it cannot be spent was told before, and is not told twice.
  return { figure: '', tone, mark: heldPoints < 0 ? `冻结的 ${countText(-heldPoints)} 已扣` : heldPoints > 0 ? `冻结 ${countText(heldPoints)}` : '' }
}
