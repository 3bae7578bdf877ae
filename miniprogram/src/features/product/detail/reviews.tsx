import { Text, View } from '@tarojs/components'
import type { ProductReviews } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { go } from '@/shared/lib/nav'
import { useQuery } from '@/shared/lib/use-query'
import { ReviewCard } from '@/shared/ugc/review-card'
import { Stars } from '@/shared/ugc/stars'
import { averageText, countText } from '@/shared/ugc/words'
import { Icon } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'
import './reviews.scss'

/** The figures and two reviews, in one request that never keeps the page waiting; the rest is a page of its own. */
export function Reviews({ productId }: { productId: string }) {
  const { data } = useQuery(productId, () => read<ProductReviews>(`/products/${productId}/review-summary`))
  if (!data) return null
  const { summary, top } = data
  if (!summary.count) {
    return (
      <View className='card product-reviews'>
        <View className='row product-reviews__head'><Text className='card-title grow'>评价</Text></View>
        <View className='product-reviews__none'>还没有评价，用过之后来说说感受</View>
        <Posts productId={productId} />
      </View>
    )
  }
  const all = (): void => go('reviews', { productId })
  return (
    <View className='card product-reviews'>
      <Tap label={`评价 ${summary.count} 条，${averageText(summary)} 分，查看全部`} className='row product-reviews__head' onTap={all}>
        <Text className='card-title'>评价</Text><Text className='muted num grow'>{countText(summary.count)} 条 · 好评 {summary.goodPercent}%</Text>
        <Text className='product-reviews__average num'>{averageText(summary)}</Text><Stars value={Math.round(summary.averageTenths / 10)} /><Icon name='chevron-right' size={16} />
      </Tap>
      {top.map((review) => <ReviewCard key={review.id} review={review} />)}
      {summary.count > top.length ? <Tap label='查看全部评价' className='product-reviews__all' onTap={all}>查看全部 {countText(summary.count)} 条评价</Tap> : null}
      <Posts productId={productId} />
    </View>
  )
}

function Posts({ productId }: { productId: string }) {
  return <Tap label='看看大家的晒单' className='row product-reviews__posts' onTap={() => go('posts', { productId })}><Icon name='camera' size={18} /><Text className='grow'>买家晒单</Text><Icon name='chevron-right' size={16} /></Tap>
}
