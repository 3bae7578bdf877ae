import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import type { Helpful, ReviewView } from '@siyu/client/shapes'
import { write } from '../api/http'
import { asMember } from '../api/session'
import { dateText } from '../lib/time'
import { useAction } from '../lib/use-action'
import { Icon } from '../ui/icon'
import { Tag } from '../ui/bits'
import { Tap } from '../ui/tap'
import { Pictures } from './pictures'
import { Stars } from './stars'
import './ugc.scss'

export const followUpText = (days: number): string => (days < 1 ? '当天追评' : `${days} 天后追评`)

/** A review as everybody sees it. Without `onReport` it has no foot: the product's page shows two and leads to all. */
export function ReviewCard({ review, onReport }: { review: ReviewView; onReport?(): void }) {
  return (
    <View className='review'>
      <View className='review__head'>
        <View className='review__face'>{review.author.slice(0, 1)}</View>
        <View className='grow'><Text className='review__name'>{review.author}</Text><View><Stars value={review.stars} size={12} /></View></View>
        {review.isFeatured ? <Tag text='精选' tone='gold' /> : null}
        <Text className='review__when num'>{dateText(review.at)}</Text>
      </View>
      {review.body ? <View className='review__body'>{review.body}</View> : <View className='review__body review__body--none'>这位顾客只打了星，没有写文字</View>}
      <Pictures pictures={review.pictures} />
      {review.optionText ? <View className='review__option'>{review.optionText}</View> : null}
      {review.followUp ? (
        <View className='review__more'><View className='review__more-name'>{followUpText(review.followUp.days)}</View>{review.followUp.body}<Pictures pictures={review.followUp.pictures} size={72} /></View>
      ) : null}
      {review.reply ? <View className='review__more'><View className='review__reply-name'>商家回复</View>{review.reply}</View> : null}
      {onReport ? <Foot review={review} onReport={onReport} /> : null}
    </View>
  )
}

function Foot({ review, onReport }: { review: ReviewView; onReport(): void }) {
  const [vote, setVote] = useState<Helpful>({ helpful: review.helpful, isVoted: review.isVoted })
  const doing = useAction(async (key: string, isHelpful: boolean) => setVote(await write<Helpful>('PUT', `/ugc/${review.id}/helpful`, { isHelpful }, key)))
  if (review.isMine) return <View className='review__foot'><Text className='review__act'>{vote.helpful ? `${vote.helpful} 人觉得有用` : '我的评价'}</Text></View>
  return (
    <View className='review__foot'>
      <Tap label='举报这条评价' className='review__act' onTap={() => asMember(onReport)}><Icon name='flag' size={14} /><Text>举报</Text></Tap>
      <Tap label={vote.isVoted ? '取消有用' : '有用'} role='checkbox' selected={vote.isVoted} disabled={doing.busy} className={`review__act ${vote.isVoted ? 'review__act--on' : ''}`} onTap={() => asMember(() => void doing.run(!vote.isVoted))}>
        <Icon name='thumbs-up' size={14} filled={vote.isVoted} /><Text className='num'>{vote.helpful ? `有用 ${vote.helpful}` : '有用'}</Text>
      </Tap>
    </View>
  )
}
