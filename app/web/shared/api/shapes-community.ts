/** Shapes of WeCom's contacts and of the comparison with it, out of the generated contract. */
import type { components } from '@siyu/client/schema'

type Schemas = components['schemas']

export type MirrorState = Schemas['MirrorState']
export type MirrorCounts = Schemas['MirrorCounts']
export type RunView = Schemas['RunView']
export type RefusedRemark = Schemas['RefusedRemark']
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
export type Card = Schemas['CardWish']
export type TransferView = Schemas['TransferView']
export type TransferContact = Schemas['TransferContactView']
export type TransferState = TransferContact['state']
export type TransferPreview = Schemas['TransferPreview']
export type TransferWho = Schemas['WhoBody']
export type TransferRules = Schemas['RuleBook_ports.community.transfers.TransferRules_']
export type Unassigned = Schemas['UnassignedView']
export type LossView = Schemas['LossView']
export type LossRules = Schemas['RuleBook_ports.community.losses.LossRules_']
export type TagLinkView = Schemas['TagLinkView']
/** As they come back: with every number, which the generated contract leaves open because each has a first value. */
export type PostRules = Required<Schemas['PostRules']>
export type PostRulesBook = Omit<Schemas['RuleBook_ports.community.post_rules.PostRules_'], 'rules'> & { rules: PostRules }
export type FeaturedReview = Schemas['FeaturedUgc']
export type PostWeek = Schemas['Week']
export type GroupPostView = Schemas['GroupPostView']
export type GroupPostDetail = Schemas['GroupPostDetail']
export type PostContent = Schemas['PostContent']
export type PostSendView = Schemas['PostSendView']
export type MomentList = Schemas['MomentList']
export type MomentView = Schemas['MomentView']
export type MomentDetail = Schemas['MomentDetail']
export type MomentContent = Schemas['MomentContent']
export type MomentGuide = Schemas['MomentGuideView']
export type ChatRow = Schemas['ChatRowView']
export type ChatView = Schemas['ChatView']
export type ChatMember = Schemas['ChatMemberView']
export type ChatsState = Schemas['ChatsState']
export type ChatRun = Schemas['ChatRunView']
export type ChatGap = Schemas['ChatGapView']
export type ChatComparisons = Schemas['ChatComparisonsState']
/** As they come back: with every number, which the generated contract leaves open because each has a first value. */
export type GroupRules = Required<Schemas['GroupRules']>
export type GroupRulesBook = Omit<Schemas['RuleBook_ports.community.group_rules.GroupRules_'], 'rules'> & { rules: GroupRules }
export type ChatChoice = Schemas['ChatChoice']
export type JoinCode = Schemas['JoinCodeView']
