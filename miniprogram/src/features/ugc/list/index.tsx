import { useState } from 'react'
import { ScrollView, Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh, useReachBottom, useRouter } from '@tarojs/taro'
import type { Page, ProductReviews, ReviewSummary, ReviewView, SkuCount } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { go } from '@/shared/lib/nav'
import { usePages, useQuery } from '@/shared/lib/use-query'
import { ReportSheet } from '@/shared/ugc/report-sheet'
import { ReviewCard } from '@/shared/ugc/review-card'
import { Stars } from '@/shared/ugc/stars'
import { averageText, countText, shares } from '@/shared/ugc/words'
import { Empty, Failure, ListEnd, Loaded, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import './index.scss'

interface Wanted { stars?: number; show?: 'pictures'; skuId?: string }

export default function ReviewsPage() {
  const { productId = '' } = useRouter().params
  const [wanted, setWanted] = useState<Wanted>({})
  const [reporting, setReporting] = useState<string | null>(null)
  const head = useQuery(productId || null, () => read<ProductReviews>(`/products/${productId}/review-summary`))
  const skus = useQuery(productId || null, () => read<SkuCount[]>(`/products/${productId}/review-skus`))
  const list = usePages<ReviewView, Page<ReviewView>>(productId ? JSON.stringify(wanted) : null, (cursor) => read(`/products/${productId}/reviews`, { ...wanted, cursor, limit: 10 }))
  useReachBottom(list.more)
  usePullDownRefresh(async () => { await Promise.all([head.reload(), list.reload()]); Taro.stopPullDownRefresh() })
  return (
    <View className='reviews page'>
      <Loaded query={head} bones={<RowBones count={4} thumb={32} />}>
        {({ summary }) => (summary.count ? (
          <>
            <Figures summary={summary} />
            <Filters summary={summary} skus={skus.data ?? []} wanted={wanted} onWanted={setWanted} />
            <View className='card reviews__list'>
              {list.items.map((review) => <ReviewCard key={review.id} review={review} onReport={() => setReporting(review.id)} />)}
              {!list.items.length && list.loading ? <RowBones count={2} thumb={32} /> : null}
              {!list.items.length && !list.loading && list.error === null ? <View className='reviews__none'>没有这样的评价，换个条件看看</View> : null}
              {!list.items.length && list.error !== null ? <Failure error={list.error} onRetry={() => void list.reload()} /> : null}
            </View>
            <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
          </>
        ) : <Empty icon='message-square-text' title='还没有评价' hint='买过这件商品的人，可以在订单里写评价' action='看我的评价' onAction={() => go('myReviews')} />)}
      </Loaded>
      <ReportSheet id={reporting} onClose={() => setReporting(null)} />
    </View>
  )
}

function Figures({ summary }: { summary: ReviewSummary }) {
  return (
    <View className='card row reviews__figures'>
      <View className='reviews__average'><View className='reviews__number num'>{averageText(summary)}</View><Stars value={Math.round(summary.averageTenths / 10)} /><View className='muted num'>{countText(summary.count)} 条评价</View></View>
      <View className='grow'>
        {shares(summary).map(({ stars, count, percent }) => (
          <View key={stars} className='row reviews__share'><Text className='reviews__star num'>{stars} 星</Text><View className='grow reviews__bar'><View className='reviews__fill' style={{ width: `${percent}%` }} /></View><Text className='reviews__count num'>{countText(count)}</Text></View>
        ))}
      </View>
    </View>
  )
}

function Filters({ summary, skus, wanted, onWanted }: { summary: ReviewSummary; skus: SkuCount[]; wanted: Wanted; onWanted(wanted: Wanted): void }) {
  const chips: { text: string; value: Wanted }[] = [
    { text: `全部 ${countText(summary.count)}`, value: {} },
    ...(summary.withPictures ? [{ text: `有图 ${countText(summary.withPictures)}`, value: { show: 'pictures' as const } }] : []),
    ...shares(summary).filter(({ count }) => count > 0).map(({ stars, count }) => ({ text: `${stars} 星 ${countText(count)}`, value: { stars } })),
    ...skus.map((sku) => ({ text: `${sku.optionText} ${countText(sku.count)}`, value: { skuId: sku.skuId } })),
  ]
  const now = JSON.stringify(wanted)
  return (
    <ScrollView scrollX enableFlex className='reviews__filters'>
      <View className='reviews__chips'>
        {chips.map(({ text, value }) => <Tap key={text} role='tab' label={text} selected={JSON.stringify(value) === now} className={`reviews__chip ${JSON.stringify(value) === now ? 'reviews__chip--on' : ''}`} onTap={() => onWanted(value)}><Text className='one-line num'>{text}</Text></Tap>)}
      </View>
    </ScrollView>
  )
}
