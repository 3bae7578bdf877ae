import type { GoodsFacts, RuleOf } from '../../../shared/api/shapes-promotion'
import { price } from '../../../shared/format/money'
import { Photo } from '../../shared/ui/bits'
import type { Draft, Goods } from './campaign-draft'
import { priceAt } from './campaign-draft'
import { defaultLabel } from './label'
import { PhonePrice } from './PhonePrice'
import { shortMoment } from './shanghai'
import { countText, plainYuan } from './words'

/** What shoppers will see of the draft: the tag and the price of a product page, or the activity's own block. */
export function CampaignPhone({ draft, goods, ruleText }: { draft: Draft; goods: Goods; ruleText: string | null }) {
  const { rule } = draft
  const label = draft.label.trim() || defaultLabel(rule, draft.sizes)
  const until = draft.endsAt ? `${shortMoment(draft.endsAt)} 结束` : '结束时间未定'
  const first = draft.items[0]
  const facts = first ? goods.get(first.skuId) : undefined
  const rows = draft.items.slice(0, 4).map((item) => ({ item, facts: goods.get(item.skuId) }))
  return (
    <div className="phone phone-short" aria-label="手机预览" role="img">
      <div className="phone-screen">
        {(rule.type === 'timed_price' || rule.type === 'flash') && first && (
          <>
            <Picture facts={facts} />
            <div className={rule.type === 'flash' ? 'ribbon ribbon-flash' : 'ribbon'}>
              <span>
                <PhonePrice fen={first.priceFen} /> {facts && <s>{price(facts.priceFen)}</s>}
              </span>
              <small>
                {label} · {until}
              </small>
            </div>
            {first.quota !== null && (
              <div className="phone-block">
                <span className="quota-track">
                  <span className="quota-fill" style={{ width: 0 }} />
                </span>
                <p className="phone-subtitle">
                  共 {countText(first.quota)} 件，还剩 {countText(first.quota)} 件{first.perMemberMax !== null && `，每人限购 ${first.perMemberMax} 件`}
                </p>
              </div>
            )}
            <Title facts={facts} />
            {rule.type === 'flash' && rule.groupsToUnlock > 0 && <p className="phone-block phone-subtitle">从 {rule.groupsToUnlock} 个不同的群进入后可以抢购</p>}
          </>
        )}
        {rule.type === 'group_buy' && first && (
          <>
            <Picture facts={facts} />
            <div className="phone-block">
              {draft.sizes.map((size) => (
                <p key={size} className="group-line">
                  <b>{size} 人团</b> <PhonePrice fen={priceAt(rule, first.skuId, size)} />
                  <span className="phone-cta">去开团</span>
                </p>
              ))}
              <p className="phone-subtitle">{rule.hours} 小时内成团，没成团自动退款</p>
            </div>
            {rule.joinsStrangers && <p className="phone-block phone-subtitle">正在拼团的人会显示在这里，可以直接参团</p>}
            <Title facts={facts} />
          </>
        )}
        {rule.type === 'bargain' && first && (
          <>
            <Picture facts={facts} />
            <div className="phone-block">
              <p>
                底价 <PhonePrice fen={first.priceFen} /> {facts && <s>{price(facts.priceFen)}</s>}
              </p>
              <p className="phone-subtitle">
                约 {rule.helpers} 刀到底价，{rule.hours} 小时内有效
              </p>
              <span className="phone-cta phone-cta-wide">发起砍价</span>
            </div>
            <Title facts={facts} />
          </>
        )}
        {rule.type === 'bundle' && (
          <div className="phone-block">
            <p className="phone-title">{draft.name || '套餐名称'}</p>
            <div className="bundle-row">
              {rule.parts.map((part) => (
                <span key={part.skuId}>
                  <Photo src={goods.get(part.skuId)?.imageUrl ?? null} size={72} />
                  <small>× {part.quantity}</small>
                </span>
              ))}
            </div>
            <p>
              <PhonePrice fen={rule.priceFen} /> <s>{price(rule.parts.reduce((sum, part) => sum + (goods.get(part.skuId)?.priceFen ?? 0) * part.quantity, 0))}</s>
            </p>
            <span className="phone-cta phone-cta-wide">整套加入购物车</span>
          </div>
        )}
        {(rule.type === 'gift' || rule.type === 'add_on') && (
          <div className="phone-block">
            <p className="phone-title">{rule.type === 'gift' ? `满 ${plainYuan(rule.minFen)} 元送赠品` : `满 ${plainYuan(rule.minFen)} 元可换购`}</p>
            {rows.map(({ item, facts: of }) => (
              <p key={item.skuId} className="phone-row">
                <Photo src={of?.imageUrl ?? null} size={48} />
                <span>{of?.title ?? '商品'}</span>
                {rule.type === 'gift' ? <b>赠 1 件</b> : <PhonePrice fen={item.priceFen} />}
              </p>
            ))}
          </div>
        )}
        {!first && !['spend_save', 'n_for_price', 'bundle', 'gift', 'add_on'].includes(rule.type) && <p className="phone-wait">选好商品后显示在这里</p>}
        <div className="phone-block">
          <p className="phone-tags">
            <span>{label}</span>
          </p>
          <p className="phone-detail">{ruleText ?? '规则填好后，这里是买家看到的说明'}</p>
          <p className="phone-subtitle">{until}</p>
        </div>
        {(rule.type === 'spend_save' || rule.type === 'n_for_price') && (
          <div className="phone-block">
            <p className="phone-subtitle">购物车里</p>
            <p className="cart-hint">
              <i>{label}</i>
              {cartHint(rule)}
            </p>
          </div>
        )}
      </div>
    </div>
  )
}

function cartHint(rule: RuleOf<'spend_save'> | RuleOf<'n_for_price'>): string {
  if (rule.type === 'n_for_price') return `再选 ${rule.count} 件，${rule.count} 件共 ${plainYuan(rule.priceFen)} 元`
  const [first] = rule.tiers
  return first?.minFen ? `再买 ${plainYuan(first.minFen)} 元可减 ${plainYuan(first.offFen)} 元` : '再买一点可以减'
}

function Picture({ facts }: { facts: GoodsFacts | undefined }) {
  return <div className="phone-gallery">{facts?.imageUrl && <img src={facts.imageUrl} alt="" />}</div>
}

function Title({ facts }: { facts: GoodsFacts | undefined }) {
  return (
    <div className="phone-block">
      <p className="phone-title">{facts?.title ?? '商品标题'}</p>
      {facts?.optionText && <p className="phone-subtitle">{facts.optionText}</p>}
    </div>
  )
}
