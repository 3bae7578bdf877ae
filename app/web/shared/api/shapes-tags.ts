/** Shapes of tags and of a member's profile, out of the generated contract. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export type TagBook = Schemas['TagBook']
export type TagFamily = Schemas['FamilyView']
export type TagView = Schemas['TagView']
export type Night = Schemas['NightView']
export type Overlap = Schemas['Overlap']
export type ManualTag = Schemas['ManualTag']
export type MemberProfile = Schemas['MemberProfile']
export type ProfileFamily = Schemas['ProfileFamily']
export type WhyTag = Schemas['WhyTag']
export type TimelineItem = Schemas['TimelineItem']
