import { Input, Select } from 'antd'
import { Link } from 'react-router'
import type { FeaturedReview } from '../../../shared/api/shapes-community'
import { Field } from '../../shared/form/Field'
import { useCoupons } from './live-code-data'
import { useCampaigns, usePostReviews, useProducts } from './post-data'
import { ATTACHMENT_TEXT, type AttachmentKind, type PostDraft } from './post-words'

interface Props {
  draft: PostDraft
  change: (part: Partial<PostDraft>) => void
  /** Names of what is chosen already, where lists do not have it. */
  knownTitle: string | null
  knownName: string | null
  words: string
  search: (words: string) => void
}

interface Choice {
  value: string
  label: string
}

/** The card into the shop, and what the post is about. */
export function PostAbout({ draft, change, knownTitle, knownName, words, search }: Props) {
  const products = useProducts(words)
  const choices = withChosen((products.data ?? []).map((one) => ({ value: one.id, label: one.title })), draft.productId, knownTitle)
  return (
    <>
      <Field path="card" label="小程序卡片" hint={draft.mediaId ? '这张卡片打开首页。' : '客户点开卡片进店，带来的订单会记在这条内容上。'}>
        <div className="post-pick">
          <Select<string>
            allowClear
            aria-label="卡片打开的商品"
            placeholder="选择卡片打开的商品"
            showSearch={{ filterOption: false, onSearch: search }}
            loading={products.isFetching}
            options={choices}
            value={draft.productId}
            onChange={(productId) => change({ productId: productId ?? null, mediaId: null })}
          />
          {draft.productId && <Input aria-label="卡片标题" maxLength={21} placeholder="卡片标题，不填就用商品名称" value={draft.cardTitle} onChange={(event) => change({ cardTitle: event.target.value })} />}
        </div>
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
      options={withChosen(found.map((one) => ({ value: one.id, label: one.name })), draft.ref, knownName)}
      value={draft.ref}
      onChange={(ref) => change({ ref })}
    />
  )
}

const reviewNames = (reviews: readonly FeaturedReview[]) => reviews.map((one) => ({ id: one.id, name: `${one.body.slice(0, 24)}（${one.author}${one.title ? `，${one.title}` : ''}）` }))

function withChosen(choices: Choice[], chosen: string | null, name: string | null): Choice[] {
  return chosen === null || choices.some((one) => one.value === chosen) ? choices : [...choices, { value: chosen, label: name ?? '已选的内容' }]
}
