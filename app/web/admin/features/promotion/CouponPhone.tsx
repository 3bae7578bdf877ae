import type { Goods } from './campaign-draft'
import { couponSummary, validityText, type CouponDraft } from './coupon-draft'
import { ScopeWords } from './ScopeWords'
import { LAYER_TEXT, plainYuan } from './words'

/** The coupon as its card in the shop's coupon centre. */
export function CouponPhone({ draft, goods }: { draft: CouponDraft; goods: Goods }) {
  const { rule } = draft
  const facts = rule.giftSkuId ? goods.get(rule.giftSkuId) : undefined
  return (
    <div className="phone phone-short" aria-label="手机预览" role="img">
      <div className="phone-screen">
        <p className="phone-bar-title">{draft.isListed ? '领券中心' : '领券'}</p>
        <div className="coupon-card">
          <div className="coupon-value">
            {rule.kind === 'percent' ? (
              <b>
                {rule.value / 10}
                <small>折</small>
              </b>
            ) : rule.kind === 'gift' ? (
              <b className="coupon-word">赠品</b>
            ) : (
              <b>
                <small>¥</small>
                {plainYuan(rule.value)}
              </b>
            )}
            <span>{rule.minFen ? `满 ${plainYuan(rule.minFen)} 可用` : '无门槛'}</span>
          </div>
          <div className="coupon-words">
            <b>{draft.name || '券名'}</b>
            <span>{rule.kind === 'gift' && facts ? `${facts.title} × ${rule.value}` : couponSummary(rule)}</span>
            <span>
              <ScopeWords scope={rule.scope} goods={goods} />
            </span>
            <span>{validityText(draft)}</span>
          </div>
          <span className="phone-cta">领取</span>
        </div>
        <div className="phone-block">
          <p className="phone-tags">
            <span>{LAYER_TEXT[rule.layer]}</span>
            {rule.isExclusive && <span>不与其他券同用</span>}
          </p>
          <p className="phone-subtitle">
            共 {draft.total.toLocaleString('zh-CN')} 张，每人最多 {draft.perMemberMax} 张
          </p>
          <p className="phone-subtitle">{draft.returnsOnRefund ? '整单退款时券会退回' : '使用后不退回'}</p>
        </div>
      </div>
    </div>
  )
}
