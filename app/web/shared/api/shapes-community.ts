/** Shapes of WeCom's contacts and of the comparison with it, out of the generated contract. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export type MirrorState = Schemas['MirrorState']
export type MirrorCounts = Schemas['MirrorCounts']
export type RunView = Schemas['RunView']
export type GapView = Schemas['GapView']
export type Budget = Schemas['Budget']
export type GuideView = Schemas['GuideView']
export type CorpTagView = Schemas['CorpTagView']
export type ContactRow = Schemas['ContactRowView']
export type ContactView = Schemas['ContactView']
export type FollowView = Schemas['FollowView']
export type RemarkBody = Schemas['RemarkBody']
export type LiveCode = Schemas['LiveCodeAnswer']
/** What is sent; the generated body says less of its lists than the rules that come back. */
export type LiveCodeBody = Schemas['LiveCodeRules']
export type TagLinkView = Schemas['TagLinkView']
export type PostWeek = Schemas['Week']
export type GroupPostView = Schemas['GroupPostView']
export type GroupPostDetail = Schemas['GroupPostDetail']
export type PostContent = Schemas['PostContent']
export type PostSendView = Schemas['PostSendView']
export type ChatChoice = Schemas['ChatChoice']
export type JoinCode = Schemas['JoinCodeView']
