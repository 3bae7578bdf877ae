import type { CampaignKind, CampaignPhase, CouponKind, CouponLayer, Stage, TemplateState } from '../../../shared/api/shapes-promotion'

export const KIND_TEXT: Record<CampaignKind, string> = {
  timed_price: '限时价', spend_save: '满减', n_for_price: 'N 件 X 元', gift: '赠品', add_on: '加价购', bundle: '套餐', group_buy: '拼团', bargain: '砍价', flash: '秒杀',
}
export const KIND_NOTE: Record<CampaignKind, string> = {
  timed_price: '选好的商品在一段时间里换一个价，可以只给某些等级（会员日）',
  spend_save: '买满一定金额减一笔，可以分档，也可以每满都减',
  n_for_price: '在范围里任选几件，一个总价',
  gift: '买满一定金额送赠品，送完为止',
  add_on: '买满一定金额，可以加一点钱换购',
  bundle: '几种商品一起买，一个套餐价',
  group_buy: '邀人一起买，人数越多越便宜，不成团自动退款',
  bargain: '请好友帮忙砍价，砍到底价就能买',
  flash: '限量抢购，单独留一份库存，卖完即止',
}
export const KINDS = Object.keys(KIND_TEXT) as CampaignKind[]
export const PHASE_TEXT: Record<CampaignPhase, string> = { draft: '草稿', scheduled: '未开始', running: '进行中', ended: '已结束', stopped: '已停止' }
/** The tones of `StateTag` by another list's words for the same thing. */
export const PHASE_TONE: Record<CampaignPhase, string> = { draft: 'draft', scheduled: 'pending', running: 'on_sale', ended: 'closed', stopped: 'closed' }
export const STAGES: { stage: Stage; name: string; on: string; off: string }[] = [
  { stage: 'member', name: '叠加会员价', on: '先算活动，剩下的再打会员折扣', off: '会员价和活动价取低的一个' },
  { stage: 'threshold', name: '叠加满减', on: '参加活动的商品还可以再凑满减、N 件 X 元', off: '参加活动的商品不再参加满减、N 件 X 元' },
  { stage: 'coupon', name: '叠加优惠券', on: '参加活动的商品还可以再用券', off: '参加活动的商品不能再用券' },
]
/** Kinds that are sold through a page of their own, where member price and thresholds come after. */
export const ACTIVITIES: readonly CampaignKind[] = ['group_buy', 'bargain', 'flash']
export const COUPON_KIND_TEXT: Record<CouponKind, string> = { amount: '满减券', percent: '折扣券', freight: '运费券', gift: '赠品券' }
export const LAYER_TEXT: Record<CouponLayer, string> = { product: '单品券', category: '品类券', shop: '店铺券', freight: '运费券' }
export const TEMPLATE_STATE_TEXT: Record<TemplateState, string> = { draft: '草稿', published: '发放中', stopped: '已停止' }
export const TEMPLATE_TONE: Record<TemplateState, string> = { draft: 'draft', published: 'on_sale', stopped: 'closed' }
export const GROUP_RISK = '平台规则限制以分享换取奖励，默认关闭；开启前请确认符合微信运营规范'

/** Yuan as people write it: 12 or 12.50. */
export const plainYuan = (fen: number): string => (fen % 100 === 0 ? String(fen / 100) : `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`)
/** 88 → 8.8 折. */
export const discountText = (percent: number): string => `${percent / 10} 折`
export const countText = (count: number): string => count.toLocaleString('zh-CN')
