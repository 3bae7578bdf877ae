import { useEffect, useState } from 'react'
import { ScrollView, Text, View } from '@tarojs/components'
import Taro, { useDidHide, useDidShow, usePullDownRefresh, useRouter, useShareAppMessage } from '@tarojs/taro'
import type { FlashPage, FlashSession } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { goTab } from '@/shared/lib/nav'
import { useQuery } from '@/shared/lib/use-query'
import { Countdown } from '@/shared/ui/countdown'
import { Empty, Loaded, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { firstOf, tabText } from '../sale'
import { FlashRow } from './row'
import { Unlocking } from './unlocking'
import './index.scss'

const LOOK_MS = 3000

export default function FlashListPage() {
  const { session: asked } = useRouter().params
  const page = useQuery('flash', () => read<FlashPage>('/flash'))
  const [chosen, setChosen] = useState(asked)
  const [shown, setShown] = useState(true)
  useDidShow(() => setShown(true))
  useDidHide(() => setShown(false))
  useEffect(() => {
    // What is left changes while one looks: it is asked for as long as the page is in front.
    if (!shown) return
    const timer = setInterval(() => void page.reload(), LOOK_MS)
    return () => clearInterval(timer)
  }, [shown, page.reload])
  usePullDownRefresh(() => void page.reload().finally(() => Taro.stopPullDownRefresh()))
  useShareAppMessage(() => ({ title: '限时秒杀，数量有限', path: '/packages/promotion/pages/flash/list/index' }))
  return (
    <View className='flash page'>
      <Loaded query={page} bones={<RowBones count={4} thumb={108} />}>
        {(data) => {
          const session = firstOf(data.sessions, chosen)
          return session
            ? <><Sessions page={data} session={session} onChoose={setChosen} /><Session page={data} session={session} onOver={() => void page.reload()} /></>
            : <Empty icon='clock' title='现在没有秒杀' hint='新的场次会放在这里' action='去逛逛' onAction={() => goTab('home')} />
        }}
      </Loaded>
    </View>
  )
}

function Sessions({ page, session, onChoose }: { page: FlashPage; session: FlashSession; onChoose(id: string): void }) {
  const now = Date.parse(page.serverTime)
  return (
    <ScrollView scrollX enableFlex className='flash__tabs'>
      <View className='flash__tabs-inside'>
        {page.sessions.map((one) => (
          <Tap key={one.id} label={`${one.name}，${tabText(one, now)}`} className={`flash__tab ${one.id === session.id ? 'flash__tab--on' : ''}`} onTap={() => onChoose(one.id)}>
            <Text className='flash__tab-name one-line'>{one.name}</Text>
            <Text className='flash__tab-time num'>{tabText(one, now)}</Text>
          </Tap>
        ))}
      </View>
    </ScrollView>
  )
}

function Session({ page, session, onOver }: { page: FlashPage; session: FlashSession; onOver(): void }) {
  const runs = session.state === 'running'
  return (
    <>
      <View className='flash__clock'>
        <Text>{runs ? '距本场结束' : '距本场开始'}</Text>
        <View className='flash__time'><Countdown key={session.id + session.state} until={runs ? session.endsAt : session.startsAt} serverNow={page.serverTime} over={runs ? '已结束' : '就要开始'} onOver={onOver} /></View>
      </View>
      {session.groupsToUnlock > 0 ? <Unlocking session={session} /> : null}
      {session.items.map((item) => <FlashRow key={item.skuId} session={session} item={item} />)}
      <View className='flash__rule muted'>先到先得，抢到后请在 {session.payWithinMinutes} 分钟内付款；超时未付款的名额会让给其他人。</View>
    </>
  )
}
