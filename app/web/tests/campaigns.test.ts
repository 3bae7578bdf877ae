import { describe, expect, test } from 'vitest'
import { activityTab } from '../admin/features/promotion/activity-tabs'
import { bodyOf, check, copyOf, draftOf, emptyDraft, emptyRule, placeOf, type Draft } from '../admin/features/promotion/campaign-draft'
import { earlyText } from '../admin/features/promotion/early'
import { belowCost, effectMessage, lowestFen, marginOf, publishEffects, runsOutText, simulationMessage, soonestFirst, stopEffects } from '../admin/features/promotion/figures'
import { defaultLabel } from '../admin/features/promotion/label'
import { momentOf, sessionsOf, shortMoment, spanText, wallOf } from '../admin/features/promotion/shanghai'
import { KINDS } from '../admin/features/promotion/words'
import type { Simulation } from '../shared/api/shapes-promotion'
import { goods, goodsMap, view } from './promotion-samples'

const START = '2026-12-01T00:00:00.000Z'
const END = '2026-12-03T00:00:00.000Z'
const whole = (draft: Partial<Draft>, kind: Parameters<typeof emptyDraft>[0] = 'timed_price'): Draft => ({ ...emptyDraft(kind), name: '双十二', startsAt: START, endsAt: END, ...draft })
const item = (skuId: string, priceFen: number, quota: number | null = null) => ({ skuId, priceFen, quota, perMemberMax: null })

describe('a draft before it is sent', () => {
  test.each(KINDS)('an empty %s lacks a name and its times', (kind) => {
    const found = check(emptyDraft(kind), goodsMap())
    expect(found['name']).toBeDefined()
    expect(found['startsAt']).toBeDefined()
    expect(found['endsAt']).toBeDefined()
  })

  test('a price must be below the list price, which the row says', () => {
    const draft = whole({ items: [item('a', 10_000), item('b', 0), item('c', 100)] })
    expect(check(draft, goodsMap(goods('a', 10_000), goods('c', 200)))).toEqual({ 'items[0].priceFen': '要低于售价', 'items[1].priceFen': '请填写活动价' })
  })

  test('tiers rise in both figures, and save less than they ask', () => {
    const rule = { ...emptyRule('spend_save'), tiers: [{ minFen: 19_900, offFen: 3_000 }, { minFen: 29_900, offFen: 3_000 }, { minFen: 100, offFen: 100 }] } as Draft['rule']
    expect(Object.keys(check(whole({ rule }, 'spend_save'), goodsMap()))).toEqual(['rule.tiers[1].minFen', 'rule.tiers[2].offFen'])
  })

  test('a flash sale needs a quantity and a limit', () => {
    const draft = whole({ items: [item('a', 100)] }, 'flash')
    expect(Object.keys(check(draft, goodsMap(goods('a', 200))))).toEqual(['items[0].quota', 'items[0].perMemberMax'])
  })

  test('a group-buy sends every size of every SKU, and the dearest as the price of the item', () => {
    const rule = { ...emptyRule('group_buy'), prices: [{ skuId: 'a', size: 2, priceFen: 900 }, { skuId: 'a', size: 5, priceFen: 800 }, { skuId: 'gone', size: 2, priceFen: 1 }] } as Draft['rule']
    const draft = whole({ rule, items: [item('a', 0)], sizes: [2, 5] }, 'group_buy')
    expect(check(draft, goodsMap(goods('a', 1_000)))).toEqual({})
    const body = bodyOf(draft, 4)
    expect(body.items[0]?.priceFen).toBe(900)
    expect(body.rule).toMatchObject({ prices: [{ skuId: 'a', size: 2, priceFen: 900 }, { skuId: 'a', size: 5, priceFen: 800 }] })
    expect(lowestFen(draft, draft.items[0]!)).toBe(800)
    const dearer = { ...draft, sizes: [2, 5], rule: { ...draft.rule, prices: [{ skuId: 'a', size: 2, priceFen: 700 }, { skuId: 'a', size: 5, priceFen: 800 }] } as Draft['rule'] }
    expect(check(dearer, goodsMap())['items[0].priceFen']).toBe('人数多的团不能更贵')
  })

  test('what the server shows comes back as it was sent, and a label of its own making follows the rule', () => {
    const draft = draftOf(view())
    expect(draft.label).toBe('')
    expect(bodyOf(draft, 3)).toEqual({
      name: '周末价', label: '', priority: 100, stacks: [], rule: { type: 'timed_price', levelCodes: [] }, items: [{ skuId: 'a', priceFen: 8000, quota: 10, perMemberMax: 1 }], startsAt: '2026-11-27T16:00:00Z', endsAt: '2026-11-29T16:00:00Z', opensEarly: false, version: 3,
    })
    expect(draftOf(view({ label: '限时抢' })).label).toBe('限时抢')
  })

  test('a copy of a campaign that has begun starts tomorrow in Shanghai and lasts as long', () => {
    const copy = copyOf(view(), Date.parse('2026-11-28T12:00:00Z'))
    expect(copy).toMatchObject({ name: '周末价 副本', version: 0, startsAt: '2026-11-28T16:00:00.000Z', endsAt: '2026-11-30T16:00:00.000Z' })
    expect(copyOf(view(), Date.parse('2026-11-01T00:00:00Z')).startsAt).toBe('2026-11-27T16:00:00.000Z')
  })

  test('the switch of early access is kept by a copy, and says who gets how much', () => {
    expect(copyOf(view({ opensEarly: true }), Date.parse('2026-11-01T00:00:00Z')).opensEarly).toBe(true)
    const levels = [['bronze', '青铜会员', 0], ['gold', '黄金会员', 30], ['diamond', '钻石会员', 60]] as const
    const sizes = levels.map(([code, name, earlyAccessMinutes]) => ({ code, name, earlyAccessMinutes, discountPercent: 100, members: 1 }))
    const forAll = { type: 'timed_price' as const, levelCodes: [] }
    expect(earlyText(sizes, forAll, '2026-11-28T12:00:00Z')).toBe('钻石会员提前 60 分钟（11月28日 19:00 起），黄金会员提前 30 分钟（11月28日 19:30 起）')
    expect(earlyText(sizes, { ...forAll, levelCodes: ['gold', 'bronze'] }, null)).toBe('黄金会员提前 30 分钟')
    expect(earlyText(sizes, { ...forAll, levelCodes: ['bronze'] }, null)).toBe('')
    expect(earlyText(sizes.slice(0, 1), forAll, null)).toBe('')
  })

  test('problems of the server find their field', () => {
    expect(['items[3].priceFen', 'items[3].skuId', 'rule.tiers[0].offFen', 'rule.count', 'endsAt', 'campaign.name', 'rule.parts[1].quantity', 'rule.scope'].map(placeOf)).toEqual([
      'items[3].priceFen', 'items[3].priceFen', 'rule.tiers[0].offFen', 'rule.count', 'endsAt', 'name', 'rule.parts', 'rule.scope',
    ])
  })
})

describe('figures and words', () => {
  test('margin is of the price, and unknown without a cost', () => {
    expect(marginOf(10_000, goods('a', 12_000, { costFen: 6_000 }))).toEqual({ fen: 4_000, percent: 40 })
    expect(marginOf(10_000, goods('a', 12_000))).toBeNull()
    expect(belowCost(5_000, goods('a', 12_000, { costFen: 6_000 }))).toBe(true)
  })

  test('publishing is told in numbers', () => {
    const draft = whole({ items: [item('a', 8_000, 10), item('b', 5_000)] })
    const effects = publishEffects(draft, goodsMap(goods('a', 10_000, { costFen: 9_000, freeStock: 4 }), goods('b', 10_000)), [{ campaignId: 'x', name: '满减', text: '会叠加' }], Date.parse('2026-11-30T00:00:00Z'))
    expect(effects).toEqual([
      '12月1日 08:00 开始，12月3日 08:00 结束，持续 2 天', '2 个规格参加，平均便宜 35%', '限量 10 件，全部卖出优惠 ¥200.00', '1 个规格不限量，优惠成本没有上限', '1 个规格低于成本价', '1 个规格的活动数量超过可售库存', '与「满减」：会叠加', '发布后不能再修改，只能停止；停止时已下的单照常有效',
    ])
  })

  test('stopping is told in numbers', () => {
    expect(stopEffects(view())).toEqual(['马上生效，买家不再看到，也不能再按这个活动下单', '2 单正在等付款，价格不变，照常可以付', '已付款的 4 单不受影响', '还没卖出的 6 件不再有活动价', '停止后不能再开启，可以复制一份重新发布'])
    expect(stopEffects(view({ kind: 'group_buy' }))).toContain('还没成团的团马上关闭，付过的钱原路退回；已成团的照常发货')
    expect(effectMessage(view())).toBe('11月28日卖得最多，实付 ¥320，优惠 ¥80')
  })

  test('labels are those that the server makes', () => {
    expect(defaultLabel({ type: 'spend_save', scope: { kind: 'all', ids: [], excludedProductIds: [] }, tiers: [{ minFen: 19_900, offFen: 3_050 }], repeats: true }, [])).toBe('每满199减30.50')
    expect(defaultLabel(emptyRule('group_buy'), [3, 2])).toBe('2人团')
    expect(defaultLabel({ type: 'timed_price', levelCodes: ['gold'] }, [])).toBe('会员日')
  })

  test('a simulation says one thing', () => {
    const revenue = (goodsFen: number) => ({ goodsFen, freightFen: 0, marginFen: 0 })
    const found = { orders: 10, touched: 4, discountFen: 8_000, plain: revenue(50_000), offered: revenue(42_000), was: revenue(50_000) } as Simulation
    expect(simulationMessage(found)).toBe('4 单（40%）用得上，优惠 ¥80.00，收入少 ¥80.00')
    expect(simulationMessage({ ...found, touched: 0 })).toBe('10 单里没有一单用得上这个活动')
    expect(runsOutText('2026-11-01T00:00:00Z', '2026-11-03T14:30:00Z')).toBe('第 3 天第 15 小时')
    expect(runsOutText('2026-11-01T00:00:00Z', null)).toBeNull()
  })

  test('a tab is there when its route is', () => {
    expect(activityTab('group_buy', ['teams'])?.name).toBe('拼团')
    expect(activityTab('group_buy', [])).toBeNull()
    expect(activityTab('spend_save', ['teams', 'bargains'])).toBeNull()
  })
})

describe('times in Shanghai', () => {
  test('the clock on the wall is that of Shanghai, there and back', () => {
    expect(wallOf('2026-11-27T16:30:00Z')?.format('YYYY-MM-DD HH:mm')).toBe('2026-11-28 00:30')
    expect(momentOf(wallOf('2026-11-27T16:30:00Z'))).toBe('2026-11-27T16:30:00.000Z')
    expect(shortMoment('2026-11-27T16:30:00Z')).toBe('11月28日 00:30')
  })

  test('spans in words', () => {
    expect([['2026-11-27T00:00:00Z', '2026-11-27T00:45:00Z'], ['2026-11-27T00:00:00Z', '2026-11-27T02:30:00Z'], ['2026-11-27T00:00:00Z', '2026-11-29T06:00:00Z']].map(([a, b]) => spanText(a as string, b as string))).toEqual(['45 分钟', '2 小时 30 分', '2 天 6 小时'])
  })

  test('every day with every time, in order, each once', () => {
    const made = sessionsOf(['2026-12-02', '2026-12-01'], [{ at: '20:00', minutes: 90 }, { at: '10:00', minutes: 120 }, { at: '10:00', minutes: 120 }])
    expect(made.map((one) => one.name)).toEqual(['12月1日 10:00 场', '12月1日 20:00 场', '12月2日 10:00 场', '12月2日 20:00 场'])
    expect(made[0]).toMatchObject({ startsAt: '2026-12-01T02:00:00.000Z', endsAt: '2026-12-01T04:00:00.000Z' })
    expect(sessionsOf([], [{ at: '10:00', minutes: 1 }])).toEqual([])
  })
})

test('what runs out soonest stands first, then what sells most', () => {
  const one = (skuId: string, units: number, quotaOutAt: string | null, stockOutAt: string | null) => ({ skuId, title: '', optionText: '', units, sold: units, quota: null, freeStock: 0, quotaOutAt, stockOutAt })
  const sorted = soonestFirst([one('a', 1, null, null), one('b', 9, null, null), one('c', 1, null, '2026-11-03T00:00:00Z'), one('d', 1, '2026-11-02T00:00:00Z', '2026-11-05T00:00:00Z')])
  expect(sorted.map((item) => item.skuId)).toEqual(['d', 'c', 'b', 'a'])
})
