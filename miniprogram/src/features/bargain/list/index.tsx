import { useMemo, useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useReachBottom, useRouter } from '@tarojs/taro'
import type { BargainCard, BargainItem, BargainItems, BargainPage } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { asMember, isSignedIn } from '@/shared/api/session'
import { yuan } from '@/shared/lib/money'
import { go, goTab } from '@/shared/lib/nav'
import { useAction } from '@/shared/lib/use-action'
import { usePages, useQuery } from '@/shared/lib/use-query'
import { Tabs } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Countdown } from '@/shared/ui/countdown'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { spoken } from '@/shared/ui/spoken'
import { Empty, Failure, ListEnd, Loaded, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { endsHere } from '../time'
import './index.scss'

type Tab = 'all' | 'mine'

export default function BargainsPage() {
  const { productId, tab: asked } = useRouter().params
  const [tab, setTab] = useState<Tab>(asked === 'mine' ? 'mine' : 'all')
  const choose = (next: Tab): void => (next === 'mine' ? asMember(() => setTab('mine')) : setTab('all'))
  return (
    <View className='bargains page'>
      <Tabs items={[{ key: 'all', text: productId ? '这件商品' : '可以砍的' }, { key: 'mine', text: '我的砍价' }]} value={tab} onChange={choose} />
      {tab === 'mine' ? <Mine onLook={() => setTab('all')} /> : <Offered productId={productId} />}
    </View>
  )
}

function Offered({ productId }: { productId: string | undefined }) {
  const items = useQuery(productId ?? 'all', () => read<BargainItems>('/bargain-campaigns', { productId }))
  return (
    <Loaded query={items} bones={<RowBones count={4} thumb={96} />}>
      {(data) => (data.items.length ? <>{data.items.map((item) => <Item key={item.campaignId + item.skuId} item={item} />)}</>
        : <Empty icon='scissors' title='现在没有砍价活动' hint='有新活动时会放在这里' action='去逛逛' onAction={() => goTab('home')} />)}
    </Loaded>
  )
}

function Item({ item }: { item: BargainItem }) {
  const open = useAction(async (key: string) => {
    const page = await write<BargainPage>('POST', '/bargains', { campaignId: item.campaignId, skuId: item.skuId }, key)
    go('bargain', { id: page.id })
  })
  const gone = item.remaining === 0 && !item.mineId
  const words = item.mineId ? '继续砍价' : gone ? '已抢完' : '发起砍价'
  const act = (): void => (item.mineId ? go('bargain', { id: item.mineId }) : asMember(() => void open.run()))
  return (
    <View className='card bargains__row'>
      <Tap label={item.title} className='bargains__look' onTap={() => go('product', { id: item.productId })}><Photo src={item.imageUrl} alt={item.title} size={96} className='bargains__photo' /></Tap>
      <View className='grow'>
        <View className='bargains__title two-lines'>{item.title}</View>
        <View className='muted'>{[item.optionText, `约 ${item.helpers} 刀到底价，${item.hours} 小时内有效`].filter(Boolean).join(' · ')}</View>
        {item.quota !== null && item.remaining !== null ? <Left quota={item.quota} remaining={item.remaining} /> : null}
        <View className='bargains__foot'>
          <View className='grow bargains__floor'><Text className='bargains__word'>底价</Text><Price fen={item.floorFen} was={item.listFen} /></View>
          <Button size='small' kind={item.mineId ? 'soft' : 'primary'} text={words} label={`${words} ${item.title}`} disabled={gone} busy={open.busy} onTap={act} />
        </View>
      </View>
    </View>
  )
}

function Left({ quota, remaining }: { quota: number; remaining: number }) {
  const words = remaining ? `共 ${quota} 件，还剩 ${remaining} 件` : `共 ${quota} 件，已抢完`
  return (
    <View className='bargains__left' {...spoken(words, 'img')}>
      <View className='bargains__bar'><View className='bargains__bar-left' style={{ width: `${Math.round((remaining / quota) * 100)}%` }} /></View>
      <Text className='muted num'>{words}</Text>
    </View>
  )
}

function Mine({ onLook }: { onLook(): void }) {
  const list = usePages<BargainCard>(isSignedIn() ? 'mine' : null, (cursor) => read('/bargains', { cursor }), true)
  useReachBottom(list.more)
  if (!list.items.length) {
    if (list.error !== null) return <Failure error={list.error} onRetry={() => void list.reload()} />
    return list.loading ? <RowBones count={3} thumb={72} /> : <Empty icon='scissors' title='还没有砍过价' hint='选一件喜欢的，邀好友一起砍到底价' action='看看可以砍的' onAction={onLook} />
  }
  return (
    <>
      {list.items.map((card) => <Own key={card.id} card={card} />)}
      <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
    </>
  )
}

function Own({ card }: { card: BargainCard }) {
  const until = useMemo(() => endsHere(card.expiresAt, card.now), [card])
  const isRunning = card.state === 'open' || card.state === 'floor'
  return (
    <Tap label={`${card.title}，${card.stateText}`} className='card bargains__row' onTap={() => go('bargain', { id: card.id })}>
      <Photo src={card.imageUrl} alt={card.title} size={72} className='bargains__photo' />
      <View className='grow'>
        <View className='bargains__title one-line'>{card.title}</View>
        <View className='muted num'>{card.cutCount} / {card.plannedCuts} 刀，已砍 {yuan(card.startFen - card.priceFen)}</View>
        <View className='bargains__foot'>
          <View className='grow'><Price fen={card.priceFen} exact /></View>
          <View className='bargains__state'><View className={`bargains__state-word ${isRunning ? 'bargains__state-word--on' : ''}`}>{card.stateText}</View>{isRunning ? <View className='muted'><Countdown until={until} over='时间到了' /> 后结束</View> : null}</View>
        </View>
      </View>
    </Tap>
  )
}
