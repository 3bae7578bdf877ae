/** Shapes of guides' figures, rules of attribution and personal guides, out of the generated contract. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export type GuideOrder = Schemas['CreditedOrder']
type Given<T> = { [Name in keyof T]-?: Exclude<T[Name], undefined> }
/** Counts are null where nothing was read. */
export type Replies = Given<Schemas['Replies']>
export type ReplyDay = Given<Schemas['ReplyDay']>
export type GuideReplies = Omit<Schemas['GuideReplies'], 'total' | 'days'> & { total: Replies; days: ReplyDay[] }
export type GuideFigure = Omit<Given<Schemas['GuideFigure']>, 'replies'> & { replies: Replies }
export type Leaderboard = Omit<Schemas['Leaderboard'], 'guides'> & { guides: GuideFigure[] }
/** Rules as they come back: with every number, which the generated contract leaves open because each has a first value. */
export type AttributionRules = Omit<Given<Schemas['AttributionRules']>, 'windows' | 'commission'> & { windows: Given<Schemas['TouchWindows']>; commission: Given<Schemas['CommissionRates']> }
export type AttributionRule = AttributionRules['order'][number]
export type AttributionBook = Omit<Schemas['RuleBook_ports.community.attribution.AttributionRules_'], 'rules'> & { rules: AttributionRules }
export type HandoverRules = Given<Schemas['HandoverRules']>
export type HandoverBook = Omit<Schemas['RuleBook_ports.community.personal_guides.HandoverRules_'], 'rules'> & { rules: HandoverRules }
export type PersonalGuide = Schemas['PersonalGuideView']
