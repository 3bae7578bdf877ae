import { Button, InputNumber } from 'antd'
import { useState } from 'react'
import type { RuleOf } from '../../../shared/api/shapes-promotion'
import { price } from '../../../shared/format/money'
import { Field } from '../../shared/form/Field'
import { GoodsCell } from '../../shared/ui/bits'
import type { Goods } from './campaign-draft'
import { GoodsPicker } from './GoodsPicker'

const PARTS_MAX = 10

/** What belongs to a bundle, and what it would cost one by one. */
export function BundleParts({ rule, goods, put }: { rule: RuleOf<'bundle'>; goods: Goods; put: (patch: object) => void }) {
  const [choosing, setChoosing] = useState(false)
  const { parts } = rule
  const listFen = parts.reduce((sum, part) => sum + (goods.get(part.skuId)?.priceFen ?? 0) * part.quantity, 0)
  const costs = parts.map((part) => goods.get(part.skuId)?.costFen ?? null)
  const costFen = costs.includes(null) ? null : parts.reduce((sum, part, place) => sum + (costs[place] ?? 0) * part.quantity, 0)
  return (
    <Field
      path="rule.parts"
      label="套餐里有什么"
      required
      hint={
        parts.length ? (
          <>
            单买共 {price(listFen)}
            {costFen !== null && rule.priceFen > 0 && <span className={rule.priceFen < costFen ? 'below-cost' : ''}>，成本 {price(costFen)}{rule.priceFen < costFen ? '，套餐价低于成本' : ''}</span>}
            {listFen > 0 && rule.priceFen >= listFen && <span className="below-cost">，套餐价没有比单买便宜</span>}
          </>
        ) : undefined
      }
    >
      <div className="part-list">
        {parts.map((part, place) => {
          const facts = goods.get(part.skuId)
          return (
            <div key={part.skuId} className="part">
              <GoodsCell imageUrl={facts?.imageUrl ?? null} title={facts?.title ?? '正在取…'} note={facts ? `${facts.optionText || '单一规格'} · ${price(facts.priceFen)} · 可售 ${facts.freeStock}` : ''} size={40} />
              <InputNumber aria-label="件数" min={1} max={20} precision={0} value={part.quantity} suffix="件" onChange={(quantity) => put({ parts: parts.map((one, at) => (at === place ? { ...one, quantity: quantity ?? 1 } : one)) })} />
              <Button type="text" onClick={() => put({ parts: parts.filter((_, at) => at !== place) })}>
                删除
              </Button>
            </div>
          )
        })}
        {parts.length < PARTS_MAX && (
          <Button type="dashed" onClick={() => setChoosing(true)}>
            + 添加商品
          </Button>
        )}
        {choosing && (
          <GoodsPicker
            title="选择套餐里的商品"
            taken={new Set(parts.map((part) => part.skuId))}
            max={PARTS_MAX - parts.length}
            close={() => setChoosing(false)}
            choose={(ids) => put({ parts: [...parts, ...ids.map((skuId) => ({ skuId, quantity: 1 }))] })}
          />
        )}
      </div>
    </Field>
  )
}
