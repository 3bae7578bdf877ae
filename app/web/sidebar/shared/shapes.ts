/** Shapes of /api/sidebar, out of the generated contract. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

export type GuideSelf = Schemas['GuideSelf']
export type GuideSession = Schemas['GuideSession']
export type LoginAddress = Schemas['LoginAddress']
export type PageSignatures = Schemas['PageSignatures']
export type Contact = Schemas['ContactCard']
export type Shopping = Schemas['Shopping']
export type Cart = Schemas['CartSummary']
export type Product = Schemas['SidebarProduct']
export type Tag = Schemas['SidebarTag']
export type Rfm = Schemas['SidebarRfm']
export type RadarEvent = Schemas['RadarEvent']
export type Visit = Schemas['Visit']
export type NowContact = Schemas['NowContact']
export type Profile = Schemas['ContactProfile']
export type Preferred = Schemas['Preferred']
export type Order = Schemas['GuideOrder']
export type OrderAction = Order['actions'][number]
export type AfterSale = Schemas['GuideAfterSaleDetail']
export type AfterSaleDecision = Schemas['GuideDecision']
export type OwnPerformance = Schemas['OwnPerformance']
export type CreditedOrder = Schemas['CreditedOrder']
export type Draft = Schemas['Draft']
export type MiniCard = Schemas['MiniCard']
export type Suggestion = Schemas['Suggestion']
export type ScriptTab = Schemas['ScriptTab']
export type SentMessage = Schemas['SentMessage']
export type CouponTab = Schemas['CouponTab']
export type GrantableCoupon = Schemas['GrantableCoupon']
export type CouponGranted = Schemas['CouponGranted']
export type Allowance = Schemas['Allowance']
export type Note = Schemas['GuideNote']
export type Task = Schemas['GuideTaskView']
export type Chat = Schemas['ChatCard']
