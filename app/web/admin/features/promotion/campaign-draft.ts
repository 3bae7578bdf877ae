import type { CampaignBody, CampaignItem, CampaignKind, CampaignView, GoodsFacts, Rule, RuleOf, Scope, Stage } from '../../../shared/api/shapes-promotion'
import type { FieldProblems } from '../../shared/form/Field'
import { defaultLabel } from './label'

export const EVERYTHING: Scope = { kind: 'all', ids: [], excludedProductIds: [] }
const NO_ITEMS: readonly CampaignKind[] = ['spend_save', 'n_for_price', 'bundle']
export const NAME_LENGTH_MAX = 40

/** A campaign as it stands in the editor. `sizes`: the team sizes of a group-buy, which hold for all its SKUs. */
export interface Draft {
  name: string
  label: string
  priority: number
  stacks: Stage[]
  rule: Rule
  items: CampaignItem[]
  sizes: number[]
  startsAt: string | null
  endsAt: string | null
  opensEarly: boolean
}

export type Goods = ReadonlyMap<string, GoodsFacts>
export const hasItems = (kind: CampaignKind): boolean => !NO_ITEMS.includes(kind)
export const scopeOf = (rule: Rule): Scope | null => ('scope' in rule ? rule.scope : null)

export function emptyRule(kind: CampaignKind): Rule {
  switch (kind) {
    case 'timed_price':
      return { type: kind, levelCodes: [] }
    case 'spend_save':
      return { type: kind, scope: EVERYTHING, tiers: [{ minFen: 0, offFen: 0 }], repeats: false }
    case 'n_for_price':
      return { type: kind, scope: EVERYTHING, count: 3, priceFen: 0 }
    case 'gift':
      return { type: kind, scope: EVERYTHING, minFen: 0 }
    case 'add_on':
      return { type: kind, scope: EVERYTHING, minFen: 0, unitsMax: 1 }
    case 'bundle':
      return { type: kind, parts: [], priceFen: 0 }
    case 'group_buy':
      return { type: kind, prices: [], hours: 24, joinsStrangers: true, reopens: true }
    case 'bargain':
      return { type: kind, helpers: 8, hours: 24, helpsPerDayMax: 5 }
    case 'flash':
      return { type: kind, payWithinMinutes: 10, groupsToUnlock: 0 }
  }
}

export function emptyDraft(kind: CampaignKind): Draft {
  const stacks: Stage[] = kind === 'spend_save' || kind === 'gift' ? ['coupon'] : []
  return { name: '', label: '', priority: 100, stacks, rule: emptyRule(kind), items: [], sizes: [2], startsAt: null, endsAt: null, opensEarly: false }
}

export function draftOf(view: CampaignView): Draft {
  const sizes = view.rule.type === 'group_buy' ? [...new Set(view.rule.prices.map((price) => price.size))].sort((a, b) => a - b) : [2]
  return {
    name: view.name,
    // The server wrote it out of the rule, and would write another one out of another rule.
    label: view.label === defaultLabel(view.rule, sizes) ? '' : view.label,
    priority: view.priority,
    stacks: view.stacks,
    rule: view.rule,
    items: view.items.map(({ skuId, priceFen, quota, perMemberMax }) => ({ skuId, priceFen, quota, perMemberMax })),
    sizes: sizes.length ? sizes : [2],
    startsAt: view.startsAt,
    endsAt: view.endsAt,
    opensEarly: view.opensEarly,
  }
}

/** What the server is sent. Times that are missing are made the present, which `check` refuses before. */
export function bodyOf(draft: Draft, version: number): CampaignBody {
  const { sizes, startsAt, endsAt, ...rest } = draft
  const now = new Date(0).toISOString()
  const rule = rest.rule.type === 'group_buy' ? wholePrices(rest.rule, draft.items, sizes) : rest.rule
  const items = draft.items.map((item) => ({ ...item, priceFen: rule.type === 'group_buy' ? highest(rule, item.skuId) : rule.type === 'gift' ? 0 : item.priceFen }))
  return { ...rest, name: rest.name.trim(), label: rest.label.trim(), rule, items: hasItems(rule.type) ? items : [], startsAt: startsAt ?? now, endsAt: endsAt ?? now, version }
}

/** The draft that a copy of a campaign begins with: the same length, from tomorrow on when its own time has begun. */
export function copyOf(view: CampaignView, nowMs: number): CampaignBody {
  const length = Date.parse(view.endsAt) - Date.parse(view.startsAt)
  const begun = Date.parse(view.startsAt) <= nowMs
  const tomorrow = Math.ceil((nowMs + 8 * 3_600_000) / 86_400_000) * 86_400_000 - 8 * 3_600_000
  const start = begun ? tomorrow : Date.parse(view.startsAt)
  const draft = { ...draftOf(view), name: copyName(view.name), startsAt: new Date(start).toISOString(), endsAt: new Date(start + length).toISOString() }
  return bodyOf(draft, 0)
}

const copyName = (name: string): string => `${[...name].slice(0, NAME_LENGTH_MAX - 3).join('')} 副本`

export const priceAt = (rule: RuleOf<'group_buy'>, skuId: string, size: number): number => rule.prices.find((price) => price.skuId === skuId && price.size === size)?.priceFen ?? 0

function wholePrices(rule: RuleOf<'group_buy'>, items: readonly CampaignItem[], sizes: readonly number[]): RuleOf<'group_buy'> {
  return { ...rule, prices: items.flatMap(({ skuId }) => sizes.map((size) => ({ skuId, size, priceFen: priceAt(rule, skuId, size) }))) }
}
const highest = (rule: RuleOf<'group_buy'>, skuId: string): number => Math.max(0, ...rule.prices.filter((price) => price.skuId === skuId).map((price) => price.priceFen))

/** Problems by field path, as the server would name them. `goods` that are not loaded yet are not judged. */
export function check(draft: Draft, goods: Goods): FieldProblems {
  const found: FieldProblems = {}
  if (!draft.name.trim()) found['name'] = '请填写活动名称'
  if (!draft.startsAt) found['startsAt'] = '请选择开始时间'
  if (!draft.endsAt) found['endsAt'] = '请选择结束时间'
  else if (draft.startsAt && draft.startsAt >= draft.endsAt) found['endsAt'] = '结束时间要晚于开始时间'
  const { rule } = draft
  if (hasItems(rule.type) && draft.items.length === 0) found['items'] = '请至少选择一件商品'
  const scope = scopeOf(rule)
  if (scope && scope.kind !== 'all' && scope.ids.length === 0) found['rule.scope'] = '请选择适用的商品或分类'
  Object.assign(found, ruleProblems(rule))
  if (rule.type !== 'group_buy' && rule.type !== 'gift')
    draft.items.forEach((item, place) => {
      const facts = goods.get(item.skuId)
      if (item.priceFen <= 0) found[`items[${place}].priceFen`] = '请填写活动价'
      else if (facts && item.priceFen >= facts.priceFen) found[`items[${place}].priceFen`] = '要低于售价'
    })
  if (rule.type === 'flash')
    draft.items.forEach((item, place) => {
      if (item.quota === null) found[`items[${place}].quota`] = '必填'
      if (item.perMemberMax === null) found[`items[${place}].perMemberMax`] = '必填'
    })
  if (rule.type === 'group_buy') Object.assign(found, groupProblems(draft, rule, goods))
  return found
}

function ruleProblems(rule: Rule): FieldProblems {
  const found: FieldProblems = {}
  if (rule.type === 'spend_save')
    rule.tiers.forEach((tier, place) => {
      const before = rule.tiers[place - 1]
      if (tier.minFen <= 0) found[`rule.tiers[${place}].minFen`] = '请填写门槛'
      else if (tier.offFen <= 0 || tier.offFen >= tier.minFen) found[`rule.tiers[${place}].offFen`] = '要大于 0，并小于门槛'
      else if (before && (tier.minFen <= before.minFen || tier.offFen <= before.offFen)) found[`rule.tiers[${place}].minFen`] = '门槛和优惠都要比前一档大'
    })
  if ('priceFen' in rule && rule.priceFen <= 0) found['rule.priceFen'] = '请填写价格'
  if ('minFen' in rule && rule.minFen <= 0) found['rule.minFen'] = '请填写门槛'
  if (rule.type === 'bundle' && (rule.parts.length < 2 || rule.parts.length > 10)) found['rule.parts'] = '套餐由 2 到 10 种不同的商品组成'
  return found
}

function groupProblems(draft: Draft, rule: RuleOf<'group_buy'>, goods: Goods): FieldProblems {
  const found: FieldProblems = {}
  draft.items.forEach(({ skuId }, place) => {
    const prices = draft.sizes.map((size) => priceAt(rule, skuId, size))
    const facts = goods.get(skuId)
    if (prices.some((fen) => fen <= 0)) found[`items[${place}].priceFen`] = '请填写每档拼团价'
    else if (prices.some((fen, at) => at > 0 && fen > (prices[at - 1] as number))) found[`items[${place}].priceFen`] = '人数多的团不能更贵'
    else if (facts && Math.max(...prices) >= facts.priceFen) found[`items[${place}].priceFen`] = '要低于售价'
  })
  return found
}

/** Where a problem of the server is shown: its own field when the editor has it, else the section's. */
export function placeOf(field: string): string {
  const path = field.replace(/^campaign\./, '')
  if (/^(items\[\d+\]\.(priceFen|quota|perMemberMax)|rule\.tiers\[\d+\]\.\w+|rule\.\w+|\w+)$/.test(path)) return path
  if (/^items\[\d+\]/.test(path)) return path.replace(/^(items\[\d+\]).*$/, '$1.priceFen')
  return path.replace(/^((?:rule\.)?\w+).*$/, '$1')
}
