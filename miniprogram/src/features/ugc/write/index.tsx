import { useEffect } from 'react'
import { Text, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import type { OwnUgc, Page, PostIn, ReviewIn, ToReview } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { asMember } from '@/shared/api/session'
import { tokenStore } from '@/shared/api/token'
import { replace } from '@/shared/lib/nav'
import { useStore } from '@/shared/lib/store'
import { useQuery } from '@/shared/lib/use-query'
import { Photo } from '@/shared/ui/photo'
import { Empty, Loaded, RowBones } from '@/shared/ui/states'
import { Icon } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'
import { Form, type Kind } from './form'
import '@/shared/ugc/ugc.scss'
import './index.scss'

const TITLES: Record<Kind, string> = { review: '写评价', follow_up: '写追评', post: '发晒单' }

/** `orderId` (and `lineId`): a review. `reviewId`: a follow-up to one's own. Neither: a post, of `productId` perhaps. */
export default function WritePage() {
  const { orderId, lineId, reviewId, productId } = useRouter().params
  const signedIn = useStore(tokenStore) !== null
  const kind: Kind = orderId || lineId ? 'review' : reviewId ? 'follow_up' : 'post'
  useEffect(() => void Taro.setNavigationBarTitle({ title: TITLES[kind] }), [kind])
  if (!signedIn) return <View className='write page'><Empty icon='message-square-text' title='登录后才能发布' hint='评价和晒单会记在您的名下' action='去登录' onAction={() => asMember(() => undefined)} /></View>
  return (
    <View className='write page page--bar'>
      {kind === 'review' ? <Review orderId={orderId} lineId={lineId} /> : null}
      {reviewId && kind === 'follow_up' ? <FollowUp id={reviewId} /> : null}
      {kind === 'post' ? (
        <Form kind='post' draftKey='post' productId={productId} onSend={(key, draft) => {
          const body: PostIn = { body: draft.body, imageIds: draft.images.map((one) => one.id), isAnonymous: draft.isAnonymous, productIds: draft.productIds }
          return write<OwnUgc>('POST', '/posts', body, key)
        }} />
      ) : null}
    </View>
  )
}

function Review({ orderId, lineId }: { orderId?: string; lineId?: string }) {
  const lines = useQuery(orderId ?? lineId ?? null, () => read<Page<ToReview>>('/reviews/to-write', { orderId, limit: 50 }))
  return (
    <Loaded query={lines} bones={<RowBones count={2} thumb={56} />}>
      {({ items }) => {
        const line = items.find((one) => one.lineId === lineId) ?? (items.length === 1 ? items[0] : undefined)
        if (line) return <ReviewForm line={line} />
        if (!items.length) return <Empty icon='circle-check' title='这笔订单已经评价过了' hint='可以在我的评价里查看进展，或写追评' action='我的评价' onAction={() => replace('myReviews', { tab: 'mine' })} />
        return <View className='card'><Text className='card-title'>选一件来评价</Text>{items.map((one) => <Goods key={one.lineId} title={one.title} optionText={one.optionText} imageUrl={one.imageUrl} onTap={() => replace('reviewWrite', { orderId, lineId: one.lineId })} />)}</View>
      }}
    </Loaded>
  )
}

function ReviewForm({ line }: { line: ToReview }) {
  return (
    <>
      <View className='card write__what'><Goods title={line.title} optionText={line.optionText} imageUrl={line.imageUrl} /></View>
      <Form kind='review' draftKey={`review:${line.lineId}`} onSend={(key, draft) => {
        const body: ReviewIn = { lineId: line.lineId, stars: draft.stars, body: draft.body, imageIds: draft.images.map((one) => one.id), isAnonymous: draft.isAnonymous }
        return write<OwnUgc>('POST', '/reviews', body, key)
      }} />
    </>
  )
}

function FollowUp({ id }: { id: string }) {
  const review = useQuery(id, () => read<OwnUgc>(`/my-reviews/${id}`))
  return (
    <Loaded query={review} bones={<RowBones count={2} thumb={56} />}>
      {(data) => (
        <>
          <View className='card write__what'><Goods title={data.title} optionText={data.optionText} imageUrl={data.imageUrl} />{data.body ? <View className='muted write__before two-lines'>我的评价：{data.body}</View> : null}</View>
          <Form kind='follow_up' draftKey={`follow_up:${id}`} onSend={(key, draft) => write<OwnUgc>('POST', `/my-reviews/${id}/follow-up`, { body: draft.body, imageIds: draft.images.map((one) => one.id) }, key)} />
        </>
      )}
    </Loaded>
  )
}

function Goods({ title, optionText, imageUrl, onTap }: { title: string; optionText: string; imageUrl: string; onTap?(): void }) {
  const inside = <><Photo src={imageUrl} alt='' size={56} className='write__photo' /><View className='grow'><View className='one-line'>{title}</View><View className='muted one-line'>{optionText}</View></View></>
  return onTap ? <Tap label={`评价${title}`} className='row write__goods' onTap={onTap}>{inside}<Icon name='chevron-right' size={16} /></Tap> : <View className='row write__goods'>{inside}</View>
}
