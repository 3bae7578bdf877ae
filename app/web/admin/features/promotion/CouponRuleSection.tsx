import { Button, Input, InputNumber, Radio, Switch } from 'antd'
import { useState } from 'react'
import type { CouponKind, CouponLayer } from '../../../shared/api/shapes-promotion'
import { price } from '../../../shared/format/money'
import { Field } from '../../shared/form/Field'
import { GoodsCell } from '../../shared/ui/bits'
import { MoneyInput } from '../../shared/ui/MoneyInput'
import { Panel } from '../../shared/ui/page'
import type { Goods } from './campaign-draft'
import { COUPON_NAME_MAX, withKind, withLayer, type CouponDraft } from './coupon-draft'
import { GoodsPicker } from './GoodsPicker'
import { ScopePicker } from './ScopePicker'
import { COUPON_KIND_TEXT, discountText, LAYER_TEXT } from './words'

interface Props {
  draft: CouponDraft
  change: (patch: Partial<CouponDraft>) => void
  goods: Goods
}

const options = <Value extends string>(texts: Partial<Record<Value, string>>) => Object.entries(texts).map(([value, label]) => ({ value, label: label as string }))

export function CouponRuleSection({ draft, change, goods }: Props) {
  const { rule } = draft
  const put = (patch: Partial<CouponDraft['rule']>): void => change({ rule: { ...rule, ...patch } })
  const { freight: _own, ...layers } = LAYER_TEXT
  return (
    <Panel title="优惠">
      <Field path="name" label="券名" required>
        <Input showCount maxLength={COUPON_NAME_MAX} value={draft.name} onChange={(event) => change({ name: event.target.value })} />
      </Field>
      <Field path="rule.kind" label="类型">
        <Radio.Group optionType="button" value={rule.kind} options={options(COUPON_KIND_TEXT)} onChange={(event) => change({ rule: withKind(rule, event.target.value as CouponKind) })} />
      </Field>
      <div className="field-pair">
        <Field path="rule.minFen" label="门槛" hint={rule.minFen ? '按活动优惠之后、用券之前的金额算。' : '不填就是无门槛。'}>
          <MoneyInput label="门槛" fen={rule.minFen} placeholder="无门槛" onChange={(fen) => put({ minFen: fen ?? 0 })} />
        </Field>
        {(rule.kind === 'amount' || rule.kind === 'freight') && (
          <Field path="rule.value" label={rule.kind === 'amount' ? '减多少' : '最多免多少运费'} required>
            <MoneyInput label={rule.kind === 'amount' ? '减多少' : '最多免多少运费'} fen={rule.value} onChange={(fen) => put({ value: fen ?? 0 })} />
          </Field>
        )}
        {rule.kind === 'percent' && (
          <>
            <Field path="rule.value" label="付百分之几" required hint={`也就是 ${discountText(rule.value)}`}>
              <InputNumber aria-label="付百分之几" min={10} max={99} precision={0} value={rule.value} suffix="%" onChange={(value) => put({ value: value ?? 90 })} />
            </Field>
            <Field path="rule.capFen" label="最多减多少" hint="不填就不封顶。">
              <MoneyInput optional label="最多减多少" fen={rule.capFen} placeholder="不封顶" onChange={(capFen) => put({ capFen: capFen || null })} />
            </Field>
          </>
        )}
        {rule.kind === 'gift' && (
          <Field path="rule.value" label="送几件">
            <InputNumber aria-label="送几件" min={1} max={9} precision={0} value={rule.value} onChange={(value) => put({ value: value ?? 1 })} />
          </Field>
        )}
      </div>
      {rule.kind === 'gift' && <GiftField draft={draft} goods={goods} put={put} />}
      {rule.kind !== 'freight' && (
        <Field path="rule.layer" label="哪一层" hint="一单每层最多用一张：单品券、品类券、店铺券、运费券可以一起用。">
          <Radio.Group optionType="button" value={rule.layer} options={options(layers)} onChange={(event) => change({ rule: withLayer(rule, event.target.value as CouponLayer) })} />
        </Field>
      )}
      <ScopePicker path="rule.scope" scope={rule.scope} goods={goods} onChange={(scope) => put({ scope })} />
      <label className="stack">
        <Switch aria-label="不和其他券一起用" checked={rule.isExclusive} onChange={(isExclusive) => put({ isExclusive })} />
        <span>
          <b>不和其他券一起用</b>
          <small>{rule.isExclusive ? '用了这张，本单就不能再用别的券' : '可以和其他层的券一起用'}</small>
        </span>
      </label>
    </Panel>
  )
}

function GiftField({ draft, goods, put }: { draft: CouponDraft; goods: Goods; put: (patch: Partial<CouponDraft['rule']>) => void }) {
  const [choosing, setChoosing] = useState(false)
  const { giftSkuId } = draft.rule
  const facts = giftSkuId ? goods.get(giftSkuId) : undefined
  // What the gift is worth decides which coupons are best together: its list price.
  const worth = facts?.priceFen ?? draft.rule.giftWorthFen
  if (facts && draft.rule.giftWorthFen !== worth) queueMicrotask(() => put({ giftWorthFen: worth }))
  return (
    <Field path="rule.giftSkuId" label="赠品" required>
      <div className="part-list">
        {facts && <GoodsCell imageUrl={facts.imageUrl} title={facts.title} note={`${facts.optionText || '单一规格'} · 售价 ${price(facts.priceFen)} · 可售 ${facts.freeStock}`} size={40} />}
        <Button type="dashed" onClick={() => setChoosing(true)}>
          {giftSkuId ? '换一件' : '+ 选择赠品'}
        </Button>
        {choosing && <GoodsPicker title="选择赠品" taken={new Set()} max={1} close={() => setChoosing(false)} choose={([id]) => put({ giftSkuId: id ?? null })} />}
      </div>
    </Field>
  )
}
