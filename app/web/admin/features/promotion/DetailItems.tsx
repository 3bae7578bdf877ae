import type { CampaignView } from '../../../shared/api/shapes-promotion'
import { price } from '../../../shared/format/money'
import { GoodsCell } from '../../shared/ui/bits'
import { Panel } from '../../shared/ui/page'
import { QuotaBar } from './bits'
import type { Goods } from './campaign-draft'
import { countText } from './words'

/** The goods of a published campaign: how many there were, are gone, are left. */
export function DetailItems({ campaign, goods }: { campaign: CampaignView; goods: Goods }) {
  const { rule, items } = campaign
  if (rule.type === 'bundle')
    return (
      <Panel title={`套餐价 ${price(rule.priceFen)}`}>
        <div className="part-list">
          {rule.parts.map((part) => {
            const facts = goods.get(part.skuId)
            return <GoodsCell key={part.skuId} imageUrl={facts?.imageUrl ?? null} title={facts?.title ?? '商品'} note={`${facts?.optionText ?? ''} × ${part.quantity}${facts ? ` · 单买 ${price(facts.priceFen)} · 可售 ${facts.freeStock}` : ''}`} />
          })}
        </div>
      </Panel>
    )
  if (!items.length) return null
  const gone = items.filter((item) => item.quota !== null && item.taken >= item.quota).length
  const title = gone ? `${gone} 个规格已抢完` : `${items.length} 个规格参加`
  return (
    <Panel title={title} flush>
      <div className="item-scroll">
        <table className="compare">
          <thead>
            <tr>
              <th>商品</th>
              <th>活动价</th>
              <th className="left">已用 / 总量</th>
              <th>剩余</th>
              <th>每人限购</th>
              <th>可售库存</th>
            </tr>
          </thead>
          <tbody>
            {items.map((item) => (
              <tr key={item.skuId}>
                <th>
                  <GoodsCell imageUrl={item.goods?.imageUrl ?? null} title={item.goods?.title ?? '商品已不存在'} note={item.goods ? `${item.goods.optionText || '单一规格'} · 售价 ${price(item.goods.priceFen)}` : ''} size={40} />
                </th>
                <td>{rule.type === 'gift' ? '赠送' : price(item.priceFen)}</td>
                <td>
                  <QuotaBar quota={item.quota} taken={item.taken} />
                </td>
                <td>{item.quota === null ? '—' : countText(Math.max(0, item.quota - item.taken))}</td>
                <td>{item.perMemberMax ?? '不限'}</td>
                <td>{item.goods ? countText(item.goods.freeStock) : '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  )
}
