import type { CampaignItem, CampaignView, Conflict, GoodsFacts, Simulation, SimulatedItem } from '../../../shared/api/shapes-promotion'
import { price, priceShort } from '../../../shared/format/money'
import type { Draft, Goods } from './campaign-draft'
import { priceAt } from './campaign-draft'
import { shortMoment, spanText } from './shanghai'
import { countText, plainYuan } from './words'

/** What a price leaves above the cost, in fen and in whole percent of the price. Null while the cost is not entered. */
export function marginOf(priceFen: number, goods: GoodsFacts | undefined): { fen: number; percent: number } | null {
  if (!goods || goods.costFen === null || priceFen <= 0) return null
  const fen = priceFen - goods.costFen
  return { fen, percent: Math.round((fen / priceFen) * 100) }
}

export const belowCost = (priceFen: number, goods: GoodsFacts | undefined): boolean => (marginOf(priceFen, goods)?.fen ?? 0) < 0

/** The lowest price that a SKU can be had for in the draft. */
export function lowestFen(draft: Draft, item: CampaignItem): number {
  const { rule } = draft
  if (rule.type !== 'group_buy') return item.priceFen
  const prices = draft.sizes.map((size) => priceAt(rule, item.skuId, size)).filter((fen) => fen > 0)
  return prices.length ? Math.min(...prices) : 0
}

/** What publishing does, in numbers, before it is done. */
export function publishEffects(draft: Draft, goods: Goods, conflicts: readonly Conflict[], nowMs: number): string[] {
  const effects: string[] = []
  const { startsAt, endsAt, rule, items } = draft
  if (startsAt && endsAt) {
    const begins = Date.parse(startsAt) <= nowMs ? '发布后马上开始' : `${shortMoment(startsAt)} 开始`
    effects.push(`${begins}，${shortMoment(endsAt)} 结束，持续 ${spanText(Date.parse(startsAt) <= nowMs ? new Date(nowMs).toISOString() : startsAt, endsAt)}`)
  }
  if (rule.type === 'spend_save') {
    const last = rule.tiers.at(-1)
    if (last) effects.push(rule.repeats ? `每满 ${plainYuan(last.minFen)} 元减 ${plainYuan(last.offFen)} 元，不封顶` : `一单最多减 ${plainYuan(last.offFen)} 元`)
  }
  if (draft.opensEarly) effects.push('有提前购权益的会员在开始前就能按活动买，占同样的活动数量')
  effects.push(...itemEffects(draft, goods))
  if (rule.type === 'gift') {
    const unlimited = items.filter((item) => item.quota === null).length
    const units = items.reduce((sum, item) => sum + (item.quota ?? 0), 0)
    effects.push(unlimited ? `${items.length} 种赠品，其中 ${unlimited} 种不限数量` : `最多送出 ${countText(units)} 件赠品`)
  }
  for (const conflict of conflicts) effects.push(`与「${conflict.name}」：${conflict.text}`)
  effects.push('发布后不能再修改，只能停止；停止时已下的单照常有效')
  return effects
}

function itemEffects(draft: Draft, goods: Goods): string[] {
  if (draft.rule.type === 'gift' || draft.items.length === 0) return []
  const rows = draft.items.map((item) => ({ item, facts: goods.get(item.skuId), fen: lowestFen(draft, item) }))
  const known = rows.filter((row): row is typeof row & { facts: GoodsFacts } => row.facts !== undefined && row.fen > 0)
  const off = known.reduce((sum, row) => sum + (row.facts.priceFen - row.fen) / row.facts.priceFen, 0)
  const effects = [`${draft.items.length} 个规格参加${known.length ? `，平均便宜 ${Math.round((off / known.length) * 100)}%` : ''}`]
  const limited = known.filter((row) => row.item.quota !== null)
  if (limited.length) {
    const units = limited.reduce((sum, row) => sum + (row.item.quota ?? 0), 0)
    const cost = limited.reduce((sum, row) => sum + (row.item.quota ?? 0) * (row.facts.priceFen - row.fen), 0)
    effects.push(`限量 ${countText(units)} 件，全部卖出优惠 ${price(cost)}`)
    if (draft.rule.type === 'flash') effects.push(`发布时从可售库存里单独留出 ${countText(units)} 件，不够就发布不了`)
  }
  const open = draft.items.length - limited.length
  if (open > 0) effects.push(`${open} 个规格不限量，优惠成本没有上限`)
  const low = rows.filter((row) => belowCost(row.fen, row.facts)).length
  if (low) effects.push(`${low} 个规格低于成本价`)
  const short = known.filter((row) => row.item.quota !== null && row.item.quota > row.facts.freeStock).length
  if (short) effects.push(`${short} 个规格的活动数量超过可售库存`)
  return effects
}

/** What stopping does, in numbers. */
export function stopEffects(view: CampaignView): string[] {
  const { effect, items } = view
  const left = items.reduce((sum, item) => sum + Math.max(0, (item.quota ?? 0) - item.taken), 0)
  return [
    '马上生效，买家不再看到，也不能再按这个活动下单',
    effect.waiting ? `${countText(effect.waiting)} 单正在等付款，价格不变，照常可以付` : '没有等付款的订单',
    view.kind === 'group_buy' ? '还没成团的团马上关闭，付过的钱原路退回；已成团的照常发货' : `已付款的 ${countText(effect.orders)} 单不受影响`,
    ...(view.kind === 'bargain' ? ['正在砍的价马上关闭，不能再砍、也不能再按砍到的价格买'] : []),
    ...(view.kind === 'flash' ? ['没抢完的件数还给普通库存'] : []),
    ...(items.some((item) => item.quota !== null) ? [`还没卖出的 ${countText(left)} 件不再有活动价`] : []),
    '停止后不能再开启，可以复制一份重新发布',
  ]
}

export function effectMessage(view: CampaignView): string {
  const { effect } = view
  if (!effect.orders) return view.phase === 'scheduled' ? (view.opensEarly ? '还没有向所有人开始' : '还没有开始') : '还没有付款订单用到这个活动'
  const best = effect.days.reduce((top, day) => (day.paidFen > top.paidFen ? day : top))
  return `${dayText(best.day)}卖得最多，实付 ${priceShort(best.paidFen)}，优惠 ${priceShort(best.offFen)}`
}

export const dayText = (day: string): string => `${Number(day.slice(5, 7))}月${Number(day.slice(8, 10))}日`

/** The one thing that a simulation says. */
export function simulationMessage(found: Simulation): string {
  if (found.orders === 0) return '近 30 天没有付款订单，没有可以重放的数据'
  if (found.touched === 0) return `${countText(found.orders)} 单里没有一单用得上这个活动`
  const change = found.offered.goodsFen + found.offered.freightFen - found.plain.goodsFen - found.plain.freightFen
  const share = Math.round((found.touched / found.orders) * 100)
  return `${countText(found.touched)} 单（${share}%）用得上，优惠 ${price(found.discountFen)}，收入${change < 0 ? '少' : '多'} ${price(Math.abs(change))}`
}

/** When something runs out, told from the beginning of what was replayed: 第 3 天 14 时. */
export function runsOutText(since: string, at: string | null): string | null {
  if (at === null) return null
  const hours = Math.max(0, Math.floor((Date.parse(at) - Date.parse(since)) / 3_600_000))
  return `第 ${Math.floor(hours / 24) + 1} 天第 ${(hours % 24) + 1} 小时`
}

/** What runs out soonest, then what sells most. */
export function soonestFirst(items: readonly SimulatedItem[]): SimulatedItem[] {
  const out = (item: SimulatedItem): string => [item.quotaOutAt, item.stockOutAt].filter((at) => at !== null).sort()[0] ?? '9'
  return [...items].sort((one, other) => out(one).localeCompare(out(other)) || other.units - one.units || other.sold - one.sold)
}
