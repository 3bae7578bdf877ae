import { Button, InputNumber, Popover } from 'antd'
import { useState } from 'react'
import type { CampaignItem, GoodsFacts } from '../../../shared/api/shapes-promotion'
import { price } from '../../../shared/format/money'
import { Field, useFieldProblem } from '../../shared/form/Field'
import { GoodsCell } from '../../shared/ui/bits'
import { MoneyInput } from '../../shared/ui/MoneyInput'
import { Panel } from '../../shared/ui/page'
import type { SectionProps } from './BasicsSection'
import { CellProblem } from './bits'
import { hasItems, priceAt, type Draft } from './campaign-draft'
import { belowCost, lowestFen, marginOf } from './figures'
import { GoodsPicker } from './GoodsPicker'

const ITEMS_MAX = 500
const TITLES: Partial<Record<Draft['rule']['type'], string>> = { gift: '赠品', add_on: '换购商品', bargain: '砍价商品' }

/** The SKUs of the campaign: what each costs in it, how many there are, and what that leaves. */
export function ItemsSection({ draft, change, goods }: SectionProps) {
  const [choosing, setChoosing] = useState(false)
  const { items, rule } = draft
  if (!hasItems(rule.type)) return null
  const set = (place: number, patch: Partial<CampaignItem>): void => change({ items: items.map((item, at) => (at === place ? { ...item, ...patch } : item)) })
  const low = items.filter((item) => belowCost(lowestFen(draft, item), goods.get(item.skuId))).length
  return (
    <Panel
      title={TITLES[rule.type] ?? '参加的商品'}
      extra={
        items.length > 0 && (
          <span className="panel-tools">
            {low > 0 && <span className="below-cost">{low} 个规格低于成本</span>}
            <BulkFill draft={draft} change={change} goods={goods} />
          </span>
        )
      }
    >
      <Field path="items" label="" className="bare-field">
        <div className="item-scroll">
          {items.length > 0 && (
            <table className="item-table">
              <thead>
                <tr>
                  <th>商品</th>
                  {rule.type === 'gift' ? null : rule.type === 'group_buy' ? draft.sizes.map((size) => <th key={size}>{size} 人团价</th>) : <th>{rule.type === 'bargain' ? '底价' : '活动价'}</th>}
                  {rule.type !== 'gift' && <th className="num">毛利</th>}
                  <th>活动数量</th>
                  {rule.type !== 'gift' && <th>每人限购</th>}
                  <th />
                </tr>
              </thead>
              <tbody>
                {items.map((item, place) => (
                  <ItemRow key={item.skuId} draft={draft} change={change} item={item} place={place} facts={goods.get(item.skuId)} set={(patch) => set(place, patch)} />
                ))}
              </tbody>
            </table>
          )}
        </div>
        {items.length < ITEMS_MAX && (
          <Button type="dashed" className="item-add" onClick={() => setChoosing(true)}>
            + 添加商品
          </Button>
        )}
      </Field>
      {choosing && (
        <GoodsPicker
          title="选择商品和规格"
          taken={new Set(items.map((item) => item.skuId))}
          max={ITEMS_MAX - items.length}
          close={() => setChoosing(false)}
          choose={(ids) => change({ items: [...items, ...ids.map((skuId) => ({ skuId, priceFen: 0, quota: null, perMemberMax: rule.type === 'flash' ? 1 : null }))] })}
        />
      )}
    </Panel>
  )
}

interface RowProps {
  draft: Draft
  change: (patch: Partial<Draft>) => void
  item: CampaignItem
  place: number
  facts: GoodsFacts | undefined
  set: (patch: Partial<CampaignItem>) => void
}

function ItemRow({ draft, change, item, place, facts, set }: RowProps) {
  const { rule } = draft
  const path = `items[${place}]`
  const invalid = useFieldProblem(`${path}.priceFen`) !== undefined
  const fen = lowestFen(draft, item)
  const margin = marginOf(fen, facts)
  const setGroup = (size: number, priceFen: number): void => {
    if (rule.type !== 'group_buy') return
    const others = rule.prices.filter((one) => one.skuId !== item.skuId || one.size !== size)
    change({ rule: { ...rule, prices: [...others, { skuId: item.skuId, size, priceFen }] } })
  }
  const note = facts ? `${facts.optionText || '单一规格'} · 售价 ${price(facts.priceFen)} · 成本 ${facts.costFen === null ? '未填' : price(facts.costFen)} · 可售 ${facts.freeStock}` : ''
  return (
    <tr>
      <th>
        <GoodsCell imageUrl={facts?.imageUrl ?? null} title={facts?.title ?? '正在取…'} note={note} size={40} />
        {facts && !facts.onSale && <span className="below-cost small">已停售，买家看不到</span>}
      </th>
      {rule.type !== 'gift' && rule.type !== 'group_buy' && (
        <td data-field={`${path}.priceFen`}>
          <MoneyInput label="活动价" fen={item.priceFen} invalid={invalid} onChange={(next) => set({ priceFen: next ?? 0 })} />
          <CellProblem path={`${path}.priceFen`} />
        </td>
      )}
      {rule.type === 'group_buy' &&
        draft.sizes.map((size, at) => (
          <td key={size} {...(at === 0 ? { 'data-field': `${path}.priceFen` } : {})}>
            <MoneyInput label={`${size} 人团价`} fen={priceAt(rule, item.skuId, size)} invalid={invalid} onChange={(next) => setGroup(size, next ?? 0)} />
            {at === 0 && <CellProblem path={`${path}.priceFen`} />}
          </td>
        ))}
      {rule.type !== 'gift' && (
        <td className="num">
          {margin ? (
            <span className={margin.fen < 0 ? 'below-cost' : ''}>
              {margin.percent < 0 ? `−${-margin.percent}` : margin.percent}%<small>{price(margin.fen)}</small>
            </span>
          ) : (
            <span className="muted">—</span>
          )}
        </td>
      )}
      <td data-field={`${path}.quota`}>
        <InputNumber aria-label="活动数量" min={1} max={10_000_000} precision={0} placeholder="不限" value={item.quota} status={facts && item.quota !== null && item.quota > facts.freeStock ? 'warning' : ''} onChange={(quota) => set({ quota })} />
        <CellProblem path={`${path}.quota`} />
        {facts && item.quota !== null && item.quota > facts.freeStock && <span className="cell-note">超过可售 {facts.freeStock}</span>}
      </td>
      {rule.type !== 'gift' && (
        <td data-field={`${path}.perMemberMax`}>
          <InputNumber aria-label="每人限购" min={1} max={10_000} precision={0} placeholder="不限" value={item.perMemberMax} onChange={(perMemberMax) => set({ perMemberMax })} />
          <CellProblem path={`${path}.perMemberMax`} />
        </td>
      )}
      <td>
        <Button type="text" onClick={() => change({ items: draft.items.filter((_, at) => at !== place) })}>
          删除
        </Button>
      </td>
    </tr>
  )
}

/** One discount, quota and limit for all rows. */
function BulkFill({ draft, change, goods }: SectionProps) {
  const [open, setOpen] = useState(false)
  const [percent, setPercent] = useState<number | null>(null)
  const [quota, setQuota] = useState<number | null>(null)
  const [limit, setLimit] = useState<number | null>(null)
  const { rule, items } = draft
  const fill = (): void => {
    const cut = (skuId: string): number => Math.max(1, Math.round(((goods.get(skuId)?.priceFen ?? 0) * (percent ?? 100)) / 100))
    change({
      items: items.map((item) => ({ ...item, priceFen: percent === null || rule.type === 'gift' ? item.priceFen : cut(item.skuId), quota: quota ?? item.quota, perMemberMax: limit ?? item.perMemberMax })),
      ...(rule.type === 'group_buy' && percent !== null ? { rule: { ...rule, prices: items.flatMap(({ skuId }) => draft.sizes.map((size) => ({ skuId, size, priceFen: cut(skuId) }))) } } : {}),
    })
    setOpen(false)
  }
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomRight"
      title={`填入 ${items.length} 个规格，空的不动`}
      content={
        <div className="bulk-rows">
          {rule.type !== 'gift' && <InputNumber aria-label="售价的百分之几" prefix="售价的" suffix="%" min={1} max={99} precision={0} value={percent} onChange={setPercent} />}
          <InputNumber aria-label="每个活动数量" prefix="活动数量" min={1} precision={0} value={quota} onChange={setQuota} />
          {rule.type !== 'gift' && <InputNumber aria-label="每个每人限购" prefix="每人限购" min={1} precision={0} value={limit} onChange={setLimit} />}
          <Button type="primary" onClick={fill}>
            填入
          </Button>
        </div>
      }
    >
      <Button size="small">批量填写</Button>
    </Popover>
  )
}
