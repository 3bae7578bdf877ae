/** Shapes of paid memberships, out of the generated contract. Money is in fen. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export type MembershipSettings = Schemas['SubscriptionSettings']
export type MembershipPlan = MembershipSettings['plans'][number]
export type MembershipRules = MembershipSettings['rules']
export type MembershipNumbers = Schemas['SubscriptionNumbers']
export type Subscriber = Schemas['SubscriberRow']
export type MembershipCharge = Schemas['ChargeRow']
export type EndedMembership = Schemas['EndedSubscription']
