import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useRouter, useShareAppMessage } from '@tarojs/taro'
import type { Helpful, PostView } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { asMember } from '@/shared/api/session'
import { go } from '@/shared/lib/nav'
import { whenText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { ReportSheet } from '@/shared/ugc/report-sheet'
import { Carousel } from '@/shared/ui/carousel'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Bone, Loaded } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { useZoom } from '@/shared/ui/use-zoom'
import '@/shared/ugc/ugc.scss'
import './index.scss'

export default function PostPage() {
  const { id = '' } = useRouter().params
  const post = useQuery(id || null, () => read<PostView>(`/posts/${id}`))
  useShareAppMessage(() => ({ title: post.data?.body.slice(0, 30) || '看看这篇晒单', path: `/features/ugc/post/index?id=${id}` }))
  return <View className='post page'><Loaded query={post} bones={<View><Bone h={375} r={0} /><View className='card'><Bone /><Bone w='60%' mt={12} /></View></View>}>{(data) => <Post post={data} onVote={(vote) => post.set({ ...data, ...vote })} />}</Loaded></View>
}

function Post({ post, onVote }: { post: PostView; onVote(vote: Helpful): void }) {
  const [reporting, setReporting] = useState<string | null>(null)
  const zoom = useZoom('晒单图片')
  const urls = post.pictures.map((one) => one.url)
  const vote = useAction(async (key: string, isHelpful: boolean) => onVote(await write<Helpful>('PUT', `/ugc/${post.id}/helpful`, { isHelpful }, key)))
  return (
    <>
      {post.pictures.length ? <Carousel name='晒单图片' items={post.pictures} keyOf={(one) => one.url} ratio={1} markOf={(at) => `${at + 1} / ${post.pictures.length}`} render={(one, i) => <Tap label={`查看大图 ${i + 1}`} onTap={() => zoom.open(urls, one.url)}><Photo src={one.url} alt='' eager={i === 0} fit='aspectFit' /></Tap>} /> : null}
      <View className='card'>
        <View className='row post__head'><View className='review__face'>{post.author.slice(0, 1)}</View><View className='grow'><View className='post__author'>{post.author}</View><View className='muted num'>{whenText(post.at)}</View></View></View>
        {post.body ? <View className='review__body'>{post.body}</View> : null}
        {post.isMine ? <View className='muted post__mine'>这是您的晒单，可以在「我的评价」里管理</View> : (
          <View className='review__foot'>
            <Tap label='举报这篇晒单' className='review__act' onTap={() => asMember(() => setReporting(post.id))}><Icon name='flag' size={14} /><Text>举报</Text></Tap>
            <Tap label={post.isVoted ? '取消有用' : '有用'} role='checkbox' selected={post.isVoted} disabled={vote.busy} className={`review__act ${post.isVoted ? 'review__act--on' : ''}`} onTap={() => asMember(() => void vote.run(!post.isVoted))}><Icon name='thumbs-up' size={14} filled={post.isVoted} /><Text className='num'>{post.helpful ? `有用 ${post.helpful}` : '有用'}</Text></Tap>
          </View>
        )}
      </View>
      {post.products.map((goods) => (
        <Tap key={goods.id} label={`${goods.title}，去看看`} className='card row post__goods' onTap={() => go('product', { id: goods.id })}>
          <Photo src={goods.coverUrl} alt='' size={64} className='post__photo' />
          <View className='grow'><View className='two-lines'>{goods.title}</View>{goods.isOnSale ? <Price fen={goods.priceFen} size={16} /> : <Text className='muted'>已下架</Text>}</View>
          <Icon name='chevron-right' size={16} />
        </Tap>
      ))}
      <ReportSheet id={reporting} onClose={() => setReporting(null)} />
      {zoom.viewer}
    </>
  )
}
