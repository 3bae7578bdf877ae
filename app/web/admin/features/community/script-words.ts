import type { Script, ScriptBody, ScriptCondition } from '../../../shared/api/shapes-guides'

type Kind = ScriptCondition['kind']

export const KIND_TEXT: Record<Kind, string> = {
  cart_left_alone: '购物车没结算',
  viewed_often: '反复看同一件商品',
  birthday_near: '生日快到了',
  stage_reached: '到了某个孕期或月龄',
  order_delivered: '订单刚签收',
  coupon_ending: '优惠券快到期',
  quiet_for: '很久没有下单',
  anyone: '任何客户',
}

/** What may stand in braces, as the server checks it. */
export const GAPS: Record<Kind, readonly string[]> = {
  cart_left_alone: ['称呼', '商品', '件数'],
  viewed_often: ['称呼', '商品', '次数'],
  birthday_near: ['称呼', '生日', '天数'],
  stage_reached: ['称呼', '阶段'],
  order_delivered: ['称呼', '商品', '天数'],
  coupon_ending: ['称呼', '优惠券', '天数'],
  quiet_for: ['称呼', '天数'],
  anyone: ['称呼'],
}

export const CARD_TEXT: Record<ScriptBody['card'], string> = { none: '只发文字', home: '带商城首页', product: '带相关商品' }

export const KINDS = Object.keys(KIND_TEXT) as Kind[]

/** A condition of this kind as it begins. */
export function conditionOf(kind: Kind): ScriptCondition {
  switch (kind) {
    case 'viewed_often':
      return { kind, times: 3 }
    case 'birthday_near':
    case 'coupon_ending':
      return { kind, days: 3 }
    case 'order_delivered':
      return { kind, days: 7 }
    case 'quiet_for':
      return { kind, days: 45 }
    case 'stage_reached':
      return { kind, of: 'pregnancy_weeks', low: 28, high: 40 }
    default:
      return { kind }
  }
}

export function conditionText(condition: ScriptCondition): string {
  switch (condition.kind) {
    case 'viewed_often':
      return `7 天内看同一件商品 ${condition.times} 次以上`
    case 'birthday_near':
      return `生日在 ${condition.days} 天以内`
    case 'coupon_ending':
      return `有优惠券在 ${condition.days} 天内到期`
    case 'order_delivered':
      return `订单签收 ${condition.days} 天以内`
    case 'quiet_for':
      return `${condition.days} 天以上没有下单`
    case 'stage_reached':
      return condition.of === 'pregnancy_weeks' ? `孕 ${condition.low}–${condition.high} 周` : `宝宝 ${condition.low}–${condition.high} 个月`
    default:
      return KIND_TEXT[condition.kind]
  }
}

export const emptyScript = (): ScriptBody => ({ name: '', condition: { kind: 'cart_left_alone' }, text: '{称呼}，', card: 'product', priority: 50 })

export const bodyOfScript = (script: Script): ScriptBody => script.rules as ScriptBody
