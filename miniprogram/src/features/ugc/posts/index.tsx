import { Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh, useReachBottom, useRouter } from '@tarojs/taro'
import type { Page, PostView } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { asMember } from '@/shared/api/session'
import { go } from '@/shared/lib/nav'
import { usePages } from '@/shared/lib/use-query'
import { columns } from '@/shared/lib/waterfall'
import { Button } from '@/shared/ui/button'
import { WaterfallBones } from '@/shared/ui/goods'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { BottomBar } from '@/shared/ui/bits'
import { Empty, Failure, ListEnd } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import '@/shared/ui/goods.scss'
import './index.scss'

const ratioOf = (post: PostView): number => {
  const cover = post.pictures[0]
  return cover && cover.width > 0 ? Math.min(1.34, Math.max(0.75, cover.height / cover.width)) : 1
}

export default function PostsPage() {
  const { productId } = useRouter().params
  const list = usePages<PostView, Page<PostView>>(productId ?? 'all', (cursor) => read('/posts', { productId, cursor, limit: 20 }), true)
  useReachBottom(list.more)
  usePullDownRefresh(async () => { await list.reload(); Taro.stopPullDownRefresh() })
  const write = (): void => asMember(() => go('reviewWrite', { productId }))
  return (
    <View className='posts page page--bar'>
      {!list.items.length && list.loading ? <WaterfallBones /> : null}
      {!list.items.length && list.error !== null ? <Failure error={list.error} onRetry={() => void list.reload()} /> : null}
      {!list.items.length && !list.loading && list.error === null ? <Empty icon='camera' title='还没有人晒单' hint='拍一张，让大家看看真实的样子' action='我来第一个' onAction={write} /> : null}
      <View className='s-waterfall posts__fall'>
        {columns(list.items, (post) => ratioOf(post) + 0.5).map((column, c) => (
          <View key={c} className='s-waterfall__column'>{column.map((post, i) => <Card key={post.id} post={post} eager={i * 2 + c < 4} />)}</View>
        ))}
      </View>
      <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
      <BottomBar><Button wide size='large' kind='primary' text='发晒单' onTap={write} /></BottomBar>
    </View>
  )
}

function Card({ post, eager }: { post: PostView; eager: boolean }) {
  return (
    <Tap label={`${post.author}的晒单，${post.body.slice(0, 20)}`} className='s-goods' onTap={() => go('post', { id: post.id })}>
      <Photo src={post.pictures[0]?.smallUrl} alt='' ratio={ratioOf(post)} eager={eager} />
      <View className='s-goods__text'>
        {post.body ? <View className='two-lines'>{post.body}</View> : null}
        <View className='row posts__foot muted'><Text className='grow one-line'>{post.author}</Text>{post.helpful ? <><Icon name='thumbs-up' size={12} /><Text className='num'>{post.helpful}</Text></> : null}</View>
      </View>
    </Tap>
  )
}
