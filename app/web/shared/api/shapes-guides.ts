/** Shapes of guides' scripts and allowances, out of the generated contract. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export type Script = Schemas['ScriptRow']
export type ScriptList = Schemas['ScriptList']
export type ScriptPreview = Schemas['ScriptPreview']
export type ScriptBody = Schemas['ScriptBody']
export type ScriptCondition = ScriptBody['condition']
export type AllowancePage = Schemas['AllowancePage']
export type AllowanceRule = Schemas['AllowanceRule']
export type AllowanceUse = Schemas['AllowanceUse']
