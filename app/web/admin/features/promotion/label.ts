import type { Rule } from '../../../shared/api/shapes-promotion'
import { plainYuan } from './words'

/** The small tag on a product page when none was written, as the server makes it. */
export function defaultLabel(rule: Rule, sizes: readonly number[]): string {
  switch (rule.type) {
    case 'timed_price':
      return rule.levelCodes.length ? '会员日' : '限时价'
    case 'spend_save':
      return rule.tiers[0]?.minFen ? `${rule.repeats ? '每' : ''}满${plainYuan(rule.tiers[0].minFen)}减${plainYuan(rule.tiers[0].offFen)}` : '满减'
    case 'n_for_price':
      return rule.priceFen ? `${rule.count}件${plainYuan(rule.priceFen)}元` : `${rule.count}件一口价`
    case 'gift':
      return rule.minFen ? `满${plainYuan(rule.minFen)}赠` : '赠品'
    case 'add_on':
      return '加价购'
    case 'bundle':
      return '套餐'
    case 'group_buy':
      return `${Math.min(...sizes)}人团`
    case 'bargain':
      return '砍价'
    case 'flash':
      return '秒杀'
  }
}
