/** Shapes of check-in, tasks, lotteries and the points shop, out of the generated contract. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export type CheckInRewards = Schemas['CheckInRewards']
export type AdminTask = Schemas['AdminTask']
export type TaskKind = AdminTask['kind']
export type LimitKind = AdminTask['limitKind']
export type AdminLottery = Schemas['AdminLottery']
export type AdminLotteryBrief = Schemas['AdminLotteryBrief']
export type AdminPrize = Schemas['AdminPrize']
export type LotteryState = AdminLottery['state']
export type PrizeKind = AdminPrize['kind']
export type AdminRedeemItem = Schemas['AdminRedeemItem']
export type AdminAward = Schemas['AdminAward']
export type AwardState = AdminAward['state']
