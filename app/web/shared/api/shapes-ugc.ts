/** Shapes of the desk for reviews and posts, out of the generated contract. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export type DeskUgc = Schemas['DeskUgc']
export type DeskDetail = Schemas['DeskDetail']
export type DeskCounts = Schemas['DeskCounts']
export type Outcome = Schemas['Outcome']
export type QueueName = 'waiting' | 'reported' | 'checking' | 'visible' | 'hidden' | 'refused'
export type Verb = 'show' | 'refuse' | 'hide'
export interface Decision {
  ids: string[]
  verb: Verb
  reason: string
  isFraud: boolean
}
