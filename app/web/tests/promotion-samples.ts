import type { CampaignView, GoodsFacts } from '../shared/api/shapes-promotion'

export const goods = (skuId: string, priceFen: number, more: Partial<GoodsFacts> = {}): GoodsFacts => ({
  skuId, productId: `p-${skuId}`, title: `商品${skuId}`, optionText: '', imageUrl: '', priceFen, costFen: null, kind: 'physical', onSale: true, freeStock: 100, ...more,
})

export const goodsMap = (...facts: GoodsFacts[]): Map<string, GoodsFacts> => new Map(facts.map((one) => [one.skuId, one]))

export const view = (more: Partial<CampaignView> = {}): CampaignView => ({
  id: 'c1', kind: 'timed_price', name: '周末价', label: '限时价', phase: 'running', priority: 100, stacks: [], rule: { type: 'timed_price', levelCodes: [] },
  items: [{ skuId: 'a', priceFen: 8000, quota: 10, taken: 4, perMemberMax: 1, goods: null }],
  startsAt: '2026-11-27T16:00:00Z', endsAt: '2026-11-29T16:00:00Z', version: 3, ruleText: '', conflicts: [], opensEarly: false,
  effect: { orders: 4, buyers: 4, buyersNew: 1, units: 4, paidFen: 32_000, offFen: 8_000, refundedFen: 0, waiting: 2, days: [{ day: '2026-11-28', orders: 4, offFen: 8_000, paidFen: 32_000 }] },
  ...more,
})
