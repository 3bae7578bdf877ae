import type { AwardState, LotteryState, PrizeKind, TaskKind } from '../../../../shared/api/shapes-play'

export const TASK_KIND_TEXT: Record<TaskKind, string> = {
  share: '分享', browse: '浏览', profile_complete: '绑定手机号', first_order: '第一笔订单', subscribe_message: '订阅消息', review: '写评价',
}
export const TASK_KIND_NOTE: Record<TaskKind, string> = {
  share: '微信不告诉商家有没有分享成功，会员自己领取，请用次数限制',
  browse: '会员看过后自己领取，请用次数限制',
  profile_complete: '绑定手机号后可以领取，只有一次',
  first_order: '第一笔订单完成后自动到账，只有一次',
  subscribe_message: '允许过订阅消息后可以领取，只有一次',
  review: '评价通过后自动到账',
}
/** Kinds that happen once by their nature. */
export const ONCE_KINDS: readonly TaskKind[] = ['profile_complete', 'first_order', 'subscribe_message']
export const PRIZE_KIND_TEXT: Record<PrizeKind, string> = { points: '积分', coupon: '优惠券', goods: '实物', thanks: '谢谢参与' }
export const LOTTERY_TONE: Record<LotteryState, string> = { draft: 'draft', published: 'on_sale', ended: 'closed' }
export const AWARD_TONE: Record<AwardState, string> = { waiting: 'pending', done: 'done', failed: 'problem', cancelled: 'closed' }
export const AWARD_STATE_TEXT: Record<AwardState, string> = { waiting: '待发放', done: '已发放', failed: '要处理', cancelled: '已取消' }

export const WHOLE_PPM = 1_000_000
/** 12.5%, as exact as the odds are. */
export const percentText = (ppm: number): string => `${String(ppm / 10_000)}%`
export const countText = (count: number): string => count.toLocaleString('zh-CN')
export const codeText = (code: string): string => code.replace(/(\d{4})(?=\d)/g, '$1 ')
