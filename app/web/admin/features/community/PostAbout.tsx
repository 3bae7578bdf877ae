import { Select } from 'antd'
import { Link } from 'react-router'
import type { FeaturedReview } from '../../../shared/api/shapes-community'
import { Field } from '../../shared/form/Field'
import { useCoupons } from './live-code-data'
import { useCampaigns, usePostReviews } from './post-data'
import { ATTACHMENT_TEXT, type AttachmentKind, type PostDraft } from './post-words'
import { ProductPick, withChosen } from './ProductPick'

interface Props {
  draft: PostDraft
  change: (part: Partial<PostDraft>) => void
  /** Names of what is chosen already, where lists do not have it. */
  knownTitle: string | null
  knownName: string | null
  words: string
  search: (words: string) => void
}

/** The card into the shop, and what the post is about. */
export function PostAbout({ draft, change, knownTitle, knownName, words, search }: Props) {
  return (
    <>
      <Field path="card" label="小程序卡片" hint={draft.mediaId ? '这张卡片打开首页。' : '客户点开卡片进店，带来的订单会记在这条内容上。'}>
        <ProductPick by="卡片" productId={draft.productId} known={knownTitle ?? '已选的内容'} title={draft.cardTitle} words={words} search={search} onProduct={(productId) => change({ productId, mediaId: null })} onTitle={(cardTitle) => change({ cardTitle })} />
      </Field>
      <Field path="attachment" label="内容类型" hint="只用于安排和统计，不会单独发出。">
        <div className="post-pick">
          <Select<AttachmentKind>
            allowClear
            aria-label="内容类型"
            placeholder="不关联"
            options={(Object.keys(ATTACHMENT_TEXT) as AttachmentKind[]).map((value) => ({ value, label: ATTACHMENT_TEXT[value] }))}
            value={draft.attachment}
            onChange={(attachment) => change({ attachment: attachment ?? null, ref: null })}
          />
          <Reference draft={draft} change={change} knownName={knownName} />
        </div>
      </Field>
    </>
  )
}

function Reference({ draft, change, knownName }: Pick<Props, 'draft' | 'change' | 'knownName'>) {
  const coupons = useCoupons()
  const kind = draft.attachment
  const campaigns = useCampaigns(kind === 'flash_sale' ? 'flash' : kind === 'group_buy' ? 'group_buy' : null)
  const reviews = usePostReviews(kind === 'review')
  if (kind === null || kind === 'product') return null
  if (kind === 'review' && reviews.data?.length === 0) return <span className="muted">还没有精选的评价，先到<Link to="/ugc">评价与晒单</Link>里设为精选。</span>
  const found = kind === 'review' ? reviewNames(reviews.data ?? []) : ((kind === 'coupon' ? coupons.data : campaigns.data) ?? [])
  return (
    <Select<string>
      aria-label="关联的内容"
      placeholder={`选择${ATTACHMENT_TEXT[kind]}`}
      showSearch={{ optionFilterProp: 'label' }}
      options={withChosen(found.map((one) => ({ value: one.id, label: one.name })), draft.ref, knownName ?? '已选的内容')}
      value={draft.ref}
      onChange={(ref) => change({ ref })}
    />
  )
}

const reviewNames = (reviews: readonly FeaturedReview[]) => reviews.map((one) => ({ id: one.id, name: `${one.body.slice(0, 24)}（${one.author}${one.title ? `，${one.title}` : ''}）` }))
