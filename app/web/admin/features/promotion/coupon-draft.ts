import type { CouponKind, CouponLayer, CouponRule, TemplateBody, TemplateView } from '../../../shared/api/shapes-promotion'
import { price } from '../../../shared/format/money'
import type { FieldProblems } from '../../shared/form/Field'
import { EVERYTHING } from './campaign-draft'
import { shortMoment } from './shanghai'
import { plainYuan } from './words'

/** A coupon as it stands in the editor. */
export interface CouponDraft extends Omit<TemplateBody, 'claimFrom' | 'claimUntil' | 'version'> {
  claimFrom: string | null
  claimUntil: string | null
}

export const COUPON_NAME_MAX = 30

export function emptyCoupon(nowMs: number): CouponDraft {
  const rule: CouponRule = { kind: 'amount', layer: 'shop', value: 0, minFen: 0, scope: EVERYTHING, capFen: null, isExclusive: false, giftSkuId: null, giftWorthFen: 0 }
  const now = new Date(Math.floor(nowMs / 60_000) * 60_000).toISOString()
  return { name: '', rule, total: 1000, perMemberMax: 1, claimFrom: now, claimUntil: null, validFrom: null, validUntil: null, validDays: 30, returnsOnRefund: true, isListed: true }
}

export function couponOf(view: TemplateView): CouponDraft {
  const { name, rule, total, perMemberMax, claimFrom, claimUntil, validFrom, validUntil, validDays, returnsOnRefund, isListed } = view
  return { name, rule, total, perMemberMax, claimFrom, claimUntil, validFrom, validUntil, validDays, returnsOnRefund, isListed }
}

export function couponBody(draft: CouponDraft, version: number): TemplateBody {
  const never = new Date(0).toISOString()
  return { ...draft, name: draft.name.trim(), claimFrom: draft.claimFrom ?? never, claimUntil: draft.claimUntil ?? never, version }
}

/** The rule after its kind was changed: freight coupons have a layer of their own, and values do not mean the same. */
export function withKind(rule: CouponRule, kind: CouponKind): CouponRule {
  const layer: CouponLayer = kind === 'freight' ? 'freight' : rule.layer === 'freight' ? 'shop' : rule.layer
  const value = kind === 'percent' ? 90 : kind === 'gift' ? 1 : 0
  return { ...rule, kind, layer, value, capFen: null, giftSkuId: null, giftWorthFen: 0, scope: kind === 'freight' ? EVERYTHING : rule.scope }
}

/** The rule after its layer was changed: a scope that fits the layer's name. */
export function withLayer(rule: CouponRule, layer: CouponLayer): CouponRule {
  const kind = layer === 'product' ? 'products' : layer === 'category' ? 'categories' : 'all'
  return { ...rule, layer, scope: rule.scope.kind === kind ? rule.scope : { ...rule.scope, kind, ids: [] } }
}

export function checkCoupon(draft: CouponDraft): FieldProblems {
  const found: FieldProblems = {}
  const { rule } = draft
  if (!draft.name.trim()) found['name'] = '请填写券名'
  if ((rule.kind === 'amount' || rule.kind === 'freight') && rule.value <= 0) found['rule.value'] = '请填写优惠金额'
  if (rule.kind === 'amount' && rule.minFen > 0 && rule.value >= rule.minFen) found['rule.value'] = `要小于门槛 ${plainYuan(rule.minFen)} 元`
  if (rule.kind === 'percent' && (rule.value < 10 || rule.value > 99)) found['rule.value'] = '在 1 折到 9.9 折之间'
  if (rule.kind === 'gift' && !rule.giftSkuId) found['rule.giftSkuId'] = '请选择赠品'
  if (rule.scope.kind !== 'all' && rule.scope.ids.length === 0) found['rule.scope'] = '请选择适用的商品或分类'
  if (!draft.claimFrom) found['claimFrom'] = '请选择开始领取的时间'
  if (!draft.claimUntil) found['claimUntil'] = '请选择结束领取的时间'
  else if (draft.claimFrom && draft.claimFrom >= draft.claimUntil) found['claimUntil'] = '要晚于开始领取的时间'
  if (draft.validDays === null) {
    if (!draft.validFrom) found['validFrom'] = '请选择开始使用的时间'
    if (!draft.validUntil) found['validUntil'] = '请选择结束使用的时间'
    else if (draft.validFrom && draft.validFrom >= draft.validUntil) found['validUntil'] = '要晚于开始使用的时间'
  }
  return found
}

/** 满 199 元减 30 元; 无门槛享 9 折，最多减 50 元: as the server says it. */
export function couponSummary(rule: CouponRule): string {
  const spend = rule.minFen ? `满 ${plainYuan(rule.minFen)} 元` : '无门槛'
  switch (rule.kind) {
    case 'amount':
      return `${spend}减 ${plainYuan(rule.value)} 元`
    case 'percent':
      return `${spend}享 ${rule.value / 10} 折${rule.capFen ? `，最多减 ${plainYuan(rule.capFen)} 元` : ''}`
    case 'freight':
      return `${spend}免运费，最多 ${plainYuan(rule.value)} 元`
    case 'gift':
      return `${spend}得赠品 ${rule.value} 件`
  }
}

export function validityText(draft: CouponDraft): string {
  if (draft.validDays !== null) return `领取后 ${draft.validDays} 天内有效`
  if (!draft.validFrom || !draft.validUntil) return '使用期限未定'
  return `${shortMoment(draft.validFrom)} – ${shortMoment(draft.validUntil)}`
}

/** What publishing does, in numbers. The most that it may cost is known only where a coupon has a fixed amount. */
export function couponEffects(draft: CouponDraft): string[] {
  const { rule, total } = draft
  const most = rule.kind === 'amount' || rule.kind === 'freight' ? rule.value : rule.capFen
  return [
    `共 ${total.toLocaleString('zh-CN')} 张，每人最多 ${draft.perMemberMax} 张`,
    rule.kind === 'gift' ? `全部用掉送出 ${(total * rule.value).toLocaleString('zh-CN')} 件赠品` : most ? `全部用掉最多优惠 ${price(total * most)}` : '没有封顶金额，优惠成本没有上限',
    draft.isListed ? '发布后出现在领券中心，谁都能领' : '不在领券中心，要用渠道链接或由您发放',
    draft.returnsOnRefund ? '整单退款时券会退回给会员' : '整单退款时券不退回',
    '发布后只能加总量、改领取结束时间，其他要停止后新建',
  ]
}

/** Ids out of whatever was pasted, each once, and what is none of them. */
export function memberIdsOf(text: string): { ids: string[]; wrong: string[] } {
  const words = text.split(/[\s,，;；]+/).filter(Boolean)
  const isId = (word: string): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(word)
  return { ids: [...new Set(words.filter(isId).map((word) => word.toLowerCase()))], wrong: words.filter((word) => !isId(word)) }
}

/** Done of a grant, in whole percent; 100 only when it is over. */
export function grantPercent(grant: { total: number; granted: number; passedOver: number; state: string }): number {
  if (grant.state === 'done') return 100
  if (grant.total === 0) return 0
  return Math.min(99, Math.floor(((grant.granted + grant.passedOver) / grant.total) * 100))
}

export const channelPath = (code: string): string => `packages/promotion/pages/coupons/centre?code=${code}`
