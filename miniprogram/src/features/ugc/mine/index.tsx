import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh, useReachBottom, useRouter } from '@tarojs/taro'
import type { OwnUgc, Page, ToReview } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { asMember } from '@/shared/api/session'
import { tokenStore } from '@/shared/api/token'
import { go, goTab } from '@/shared/lib/nav'
import { ask, say } from '@/shared/lib/say'
import { useStore } from '@/shared/lib/store'
import { whenText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { usePages, type Pages } from '@/shared/lib/use-query'
import { Pictures } from '@/shared/ugc/pictures'
import { Stars } from '@/shared/ugc/stars'
import { Button } from '@/shared/ui/button'
import { Photo } from '@/shared/ui/photo'
import { BottomBar, Tabs, Tag } from '@/shared/ui/bits'
import { Empty, Failure, ListEnd, RowBones } from '@/shared/ui/states'
import '@/shared/ugc/ugc.scss'
import './index.scss'

type Tab = 'todo' | 'mine'
const TONES: Record<OwnUgc['state'], 'brand' | 'sage' | 'gold' | 'grey'> = { submitted: 'grey', checking: 'grey', in_review: 'gold', visible: 'sage', hidden: 'brand', refused: 'brand', deleted: 'grey' }
const KINDS: Record<OwnUgc['kind'], string> = { review: '评价', follow_up: '追评', post: '晒单' }

export default function MyReviewsPage() {
  const asked = useRouter().params.tab
  const signedIn = useStore(tokenStore) !== null
  const [tab, setTab] = useState<Tab>(asked === 'mine' ? 'mine' : 'todo')
  const todo = usePages<ToReview, Page<ToReview>>(signedIn && tab === 'todo' ? 'todo' : null, (cursor) => read('/reviews/to-write', { cursor, limit: 20 }), true)
  const mine = usePages<OwnUgc, Page<OwnUgc>>(signedIn && tab === 'mine' ? 'mine' : null, (cursor) => read('/my-reviews', { cursor, limit: 20 }), true)
  const list = tab === 'todo' ? todo : mine
  useReachBottom(list.more)
  usePullDownRefresh(async () => { if (signedIn) await list.reload(); Taro.stopPullDownRefresh() })
  if (!signedIn) return <View className='my-reviews page'><Empty icon='message-square-text' title='登录后查看评价' hint='买过的商品都可以在这里评价' action='去登录' onAction={() => asMember(() => undefined)} /></View>
  return (
    <View className='my-reviews page page--bar'>
      <Tabs<Tab> items={[{ key: 'todo', text: '待评价' }, { key: 'mine', text: '已发布' }]} value={tab} onChange={setTab} />
      {tab === 'todo' ? (
        <Rows list={todo} empty={<Empty icon='circle-check' title='没有等您评价的商品' hint='订单完成后，可以来这里说说感受' action='去逛逛' onAction={() => goTab('home')} />}>
          {(one) => <Waiting key={one.lineId} line={one} />}
        </Rows>
      ) : (
        <Rows list={mine} empty={<Empty icon='message-square-text' title='还没有发布过' hint='写下第一条评价，帮别人少走弯路' action='看看待评价' onAction={() => setTab('todo')} />}>
          {(one) => <Written key={one.id} one={one} onChanged={() => void mine.reload()} />}
        </Rows>
      )}
      <BottomBar><Button wide size='large' kind='primary' text='发晒单' onTap={() => go('reviewWrite')} /></BottomBar>
    </View>
  )
}

function Rows<T>({ list, empty, children }: { list: Pages<T, Page<T>>; empty: JSX.Element; children(item: T): JSX.Element }) {
  if (!list.items.length) {
    if (list.error !== null) return <Failure error={list.error} onRetry={() => void list.reload()} />
    return list.loading ? <RowBones count={4} thumb={64} /> : empty
  }
  return <>{list.items.map(children)}<ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} /></>
}

function Waiting({ line }: { line: ToReview }) {
  return (
    <View className='card row my-reviews__waiting'>
      <Photo src={line.imageUrl} alt='' size={64} className='my-reviews__photo' />
      <View className='grow'><View className='two-lines'>{line.title}</View><View className='muted one-line'>{line.optionText}</View></View>
      <Button size='small' kind='primary' text='评价' label={`评价${line.title}`} onTap={() => go('reviewWrite', { orderId: line.orderId, lineId: line.lineId })} />
    </View>
  )
}

function Written({ one, onChanged }: { one: OwnUgc; onChanged(): void }) {
  const doing = useAction(async (key: string) => {
    await write('DELETE', `/my-reviews/${one.id}`, undefined, key)
    say('已删除')
    onChanged()
  })
  const drop = async (): Promise<void> => {
    if (await ask(`删除这条${KINDS[one.kind]}`, one.kind === 'review' ? '删除后不能再评价这件商品，追评也会一起删除。' : '删除后不能恢复。', '删除', true)) void doing.run()
  }
  return (
    <View className='card'>
      <View className='row my-reviews__head'><Text className='my-reviews__kind'>{KINDS[one.kind]}</Text>{one.stars ? <Stars value={one.stars} /> : null}<Text className='grow' /><Tag text={one.stateText} tone={TONES[one.state]} /></View>
      {one.reason ? <View className='my-reviews__reason'>{one.reason}</View> : null}
      {one.body ? <View className='review__body'>{one.body}</View> : null}
      <Pictures pictures={one.pictures} size={72} />
      {one.title ? <View className='row my-reviews__goods'><Photo src={one.imageUrl} alt='' size={36} className='my-reviews__photo' /><Text className='grow one-line muted'>{one.title} {one.optionText}</Text></View> : null}
      {one.reply ? <View className='review__more'><View className='review__reply-name'>商家回复</View>{one.reply}</View> : null}
      <View className='row my-reviews__foot'>
        <Text className='muted num grow'>{whenText(one.at)}{one.helpful ? ` · ${one.helpful} 人觉得有用` : ''}</Text>
        <Button size='small' text='删除' label={`删除这条${KINDS[one.kind]}`} disabled={doing.busy} onTap={() => void drop()} />
        {one.followUpUntil ? <Button size='small' kind='soft' text='追评' onTap={() => go('reviewWrite', { reviewId: one.id })} /> : null}
        {one.kind === 'post' && one.state === 'visible' ? <Button size='small' kind='soft' text='看晒单' onTap={() => go('post', { id: one.id })} /> : null}
      </View>
    </View>
  )
}
