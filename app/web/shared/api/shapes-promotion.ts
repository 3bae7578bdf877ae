/** Shapes of promotions, out of the generated contract. Money is in fen. */
import type { components } from '@siyu/client/schema'
import type { At, Id } from './shapes'

type Schemas = components['schemas']
/** The server always answers fields that have a default; the contract calls them optional because a body may leave them out. */
type Whole<T> = T extends readonly (infer One)[] ? Whole<One>[] : T extends object ? { [Name in keyof T]-?: Whole<Exclude<T[Name], undefined>> } : T

export type CampaignKind = Schemas['CampaignView']['kind']
export type CampaignPhase = Schemas['CampaignView']['phase']
export type Stage = Schemas['CampaignView']['stacks'][number]
export type Scope = Whole<Schemas['Scope']>
export type Rule = Whole<Schemas['CampaignView']['rule']>
export type RuleOf<Kind extends CampaignKind> = Extract<Rule, { type: Kind }>
export type CampaignItem = Whole<Schemas['ItemBody']>
export type GoodsFacts = Schemas['GoodsFacts']
export type CampaignBrief = Schemas['CampaignBrief']
export type CampaignItemView = Schemas['CampaignItemView']
export type Effect = Schemas['Effect']
export type Conflict = Schemas['Conflict']
export type Foreseen = Schemas['Foreseen']
export type Simulation = Schemas['Simulation']
export type SimulatedItem = Schemas['SimulatedItem']
export type LevelSize = Schemas['LevelSize']
export interface CampaignView extends Omit<Schemas['CampaignView'], 'rule'> {
  rule: Rule
}
export interface CampaignBody extends Omit<Schemas['CampaignBody'], 'rule' | 'items'> {
  rule: Rule
  items: CampaignItem[]
}

export type CouponRule = Whole<Schemas['CouponRuleBody']>
export type CouponKind = CouponRule['kind']
export type CouponLayer = CouponRule['layer']
export type TemplateBrief = Schemas['TemplateBrief']
export type TemplateState = TemplateBrief['state']
export interface TemplateBody extends Omit<Schemas['TemplateBody'], 'rule'> {
  rule: CouponRule
}
export interface TemplateView extends Omit<Schemas['TemplateView'], 'rule'> {
  rule: CouponRule
}
export type GrantView = Schemas['GrantView']
export type ChannelView = Schemas['ChannelView']

/** Rows of the tabs that come with each activity; a tab is shown when the server describes its route. */
export interface TeamRow {
  id: Id
  title: string
  size: number
  state: string
  paid: number
  openedAt: At
  expiresAt: At
  members: { orderId: Id; orderNumber: string; nickname: string; isLeader: boolean; state: string }[]
}
export interface BargainRow {
  id: Id
  memberName: string
  title: string
  optionText: string
  startFen: number
  floorFen: number
  priceFen: number
  plannedCuts: number
  helperCount: number
  refusedCount: number
  state: string
  stateText: string
  openedAt: At
  expiresAt: At
  orderId: Id | null
}
