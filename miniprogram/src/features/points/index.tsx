import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh, useReachBottom } from '@tarojs/taro'
import type { PointsLine, PointsView } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { asMember } from '@/shared/api/session'
import { tokenStore } from '@/shared/api/token'
import { yuan } from '@/shared/lib/money'
import { goTab } from '@/shared/lib/nav'
import { countText } from '@/shared/lib/points'
import { useStore } from '@/shared/lib/store'
import { whenText } from '@/shared/lib/time'
import { usePages, useQuery, type Pages } from '@/shared/lib/use-query'
import { Icon } from '@/shared/ui/icon'
import { Bone, Empty, Failure, ListEnd, Loaded, RowBones } from '@/shared/ui/states'
import { Tag } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { booked, endings, explained } from './words'
import './index.scss'

const PAGE_SIZE = 20

export default function PointsPage() {
  const signedIn = useStore(tokenStore) !== null
  const view = useQuery<PointsView>(signedIn ? 'points' : null, () => read('/me/points'))
  const list = usePages<PointsLine>(signedIn ? 'lines' : null, (cursor) => read('/me/points/statement', { cursor, limit: PAGE_SIZE }), true)
  useReachBottom(list.more)
  usePullDownRefresh(async () => { if (signedIn) await Promise.all([view.reload(), list.reload()]); Taro.stopPullDownRefresh() })
  if (!signedIn) return <View className='points page'><Empty icon='coins' title='登录后查看积分' hint='下单完成得积分，付款时可以抵现金' action='去登录' onAction={() => asMember(() => undefined)} /></View>
  return (
    <View className='points page'>
      <Loaded query={view} bones={<View><View className='points__top points__top--bones'><Bone h={132} r={12} /></View><RowBones count={4} thumb={0} /></View>}>
        {(data) => <><Balance view={data} /><Rules sentences={data.rules} /><Statement list={list} /></>}
      </Loaded>
    </View>
  )
}

function Balance({ view }: { view: PointsView }) {
  const [next, ...later] = endings(view, Date.now())
  return (
    <>
      <View className='points__top'>
        <View className='points__name'>可用积分</View>
        <View className='points__figure num'>{countText(view.available)}</View>
        <View className='points__worth num'>{view.worthFen > 0 ? `约可抵 ${yuan(view.worthFen)}` : '下单完成得积分，付款时可以抵现金'}</View>
        {next ? <View className='row points__ending num'><Icon name='clock' size={14} /><Text className='grow'>{next}{later.length ? `；其后 ${later.join('；')}` : ''}</Text></View> : null}
      </View>
      {explained(view).map(({ name, figure, text }) => (
        <View key={name} className='card row points__explained'><View className='grow'><View className='points__explained-name'>{name}</View><View className='muted'>{text}</View></View><Text className='num points__explained-figure'>{figure}</Text></View>
      ))}
    </>
  )
}

function Rules({ sentences }: { sentences: string[] }) {
  const [open, setOpen] = useState(false)
  return (
    <View className='card points__rules'>
      <Tap label={open ? '收起积分规则' : '展开积分规则'} className='row points__rules-head' onTap={() => setOpen(!open)}><Text className='grow'>积分规则</Text><Icon name={open ? 'chevron-down' : 'chevron-right'} size={16} /></Tap>
      {open ? <View className='points__sentences fade'>{sentences.map((sentence) => <View key={sentence} className='points__sentence num'>{sentence}</View>)}</View> : null}
    </View>
  )
}

function Statement({ list }: { list: Pages<PointsLine> }) {
  if (!list.items.length) {
    if (list.error !== null) return <Failure error={list.error} onRetry={() => void list.reload()} />
    if (list.loading) return <RowBones count={4} thumb={0} />
    return <Empty icon='coins' title='还没有积分记录' hint='买一件喜欢的，确认收货后积分就到账' action='去逛逛' onAction={() => goTab('home')} />
  }
  return (
    <>
      <View className='card points__list'><View className='card-title points__title'>积分明细</View>{list.items.map((line) => <Line key={line.id} line={line} />)}</View>
      <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
    </>
  )
}

function Line({ line }: { line: PointsLine }) {
  const { figure, tone, mark } = booked(line)
  return (
    <View className='row points__line'>
      <View className='grow'><View className='points__words'>{line.words}</View><View className='muted num'>{whenText(line.at)}</View></View>
      <View className='points__change'>{figure ? <Text className={`num points__delta points__delta--${tone}`}>{figure}</Text> : null}{mark ? <Tag text={mark} tone='grey' /> : null}</View>
    </View>
  )
}
