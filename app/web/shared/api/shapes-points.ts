/** Shapes of members' points, out of the generated contract. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export type PointsRule = Required<Schemas['PointsRule']>
export interface RuleView extends Omit<Schemas['RuleView'], 'rule'> {
  rule: PointsRule
}
export type PointsView = Schemas['PointsView']
export type PointsLine = Schemas['PointsLine']
export type Liability = Schemas['Liability']
export type PointsFlow = Schemas['PointsFlow']
export type PointsByMonth = Schemas['PointsByMonth']
export type AdjustmentRow = Schemas['AdjustmentRow']
