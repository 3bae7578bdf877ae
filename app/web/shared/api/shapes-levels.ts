/** Shapes of levels and growth, out of the generated contract. Money is in fen. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export type LevelRules = Schemas['LevelRulesView']
export type LevelRule = Schemas['LevelRule']
export type GrowthWeights = Schemas['GrowthWeights']
export type RulesBody = Schemas['RulesBody']
export type RulesPreview = Schemas['RulesPreview']
export type LevelMove = Schemas['LevelMove']
export type MemberStanding = Schemas['MemberStanding']
export type LevelChange = Schemas['LevelChangeView']
export type GrowthEntry = Schemas['GrowthEntryView']
