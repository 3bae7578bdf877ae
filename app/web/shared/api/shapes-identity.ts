/** Shapes of identities, merges, the member card and leaving, out of the generated contract. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export type Person = Schemas['Person']
export type MatchView = Schemas['MatchView']
export type MergeView = Schemas['MergeView']
export type MergeDetail = Schemas['MergeDetail']
export type IdentityViews = Schemas['IdentityViews']
export type Channel = Person['channels'][number]
export type OfficialState = Schemas['OfficialState']
export type OfficialRun = OfficialState['runs'][number]
export type Scanned = Schemas['Scanned']
export type LeavingRow = Schemas['LeavingRow']
