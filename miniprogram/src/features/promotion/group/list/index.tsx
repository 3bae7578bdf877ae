import { Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh, useShareAppMessage } from '@tarojs/taro'
import type { GroupCard, GroupCards } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { yuan } from '@/shared/lib/money'
import { go, goTab } from '@/shared/lib/nav'
import { useQuery } from '@/shared/lib/use-query'
import { Countdown } from '@/shared/ui/countdown'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Empty, Loaded, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import './index.scss'

export default function GroupsPage() {
  const cards = useQuery('groups', () => read<GroupCards>('/group-campaigns'))
  usePullDownRefresh(() => void cards.reload().finally(() => Taro.stopPullDownRefresh()))
  useShareAppMessage(() => ({ title: '一起拼团，更划算', path: '/features/promotion/group/list/index' }))
  return (
    <View className='groups page'>
      <Loaded query={cards} bones={<RowBones count={4} thumb={108} />}>
        {(data) => (data.items.length
          ? <>{data.items.map((card) => <Card key={`${card.campaignId}${card.productId}`} card={card} now={data.now} onOver={() => void cards.reload()} />)}<View className='groups__rule muted'>人数到齐即成团发货；时间内没有成团，款项自动原路退回。</View></>
          : <Empty icon='store' title='现在没有拼团活动' hint='新的活动上线后会出现在这里' action='去逛逛' onAction={() => goTab('home')} />)}
      </Loaded>
    </View>
  )
}

function Card({ card, now, onOver }: { card: GroupCard; now: string; onOver(): void }) {
  const lowest = Math.min(...card.sizes.map((one) => one.priceFen))
  const out = card.remaining !== null && card.remaining < 1
  return (
    <Tap label={`${card.title}，拼团价 ${yuan(lowest)} 起`} className='card groups__card' onTap={() => go('product', { id: card.productId })}>
      <Photo src={card.coverUrl} alt={card.title} size={108} className='groups__photo' />
      <View className='grow groups__text'>
        <View className='groups__title two-lines'>{card.title}</View>
        <View className='groups__sizes'>{card.sizes.map((one) => <Text key={one.size} className='groups__size num'>{one.size} 人团 {yuan(one.priceFen).replace(/\.00$/, '')}</Text>)}</View>
        {card.quota !== null && card.remaining !== null ? <Left quota={card.quota} remaining={card.remaining} /> : null}
        <View className='row groups__foot'>
          <View className='grow'><Price fen={lowest} size={20} was={card.listPriceFen} /></View>
          <View className={`groups__go ${out ? 'groups__go--out' : ''}`}>{out ? '已抢完' : '去拼团'}</View>
        </View>
        <View className='muted num groups__facts'>{card.people ? `已拼 ${card.people} 人 · ` : ''}距结束 <Countdown until={card.endsAt} serverNow={now} over='活动已结束' onOver={onOver} /></View>
      </View>
    </Tap>
  )
}

/** The bar shows what is true: units left of those the campaign has. */
function Left({ quota, remaining }: { quota: number; remaining: number }) {
  return (
    <View className='row groups__left'>
      <View className='groups__bar'><View className='groups__gone' style={{ width: `${Math.round(((quota - remaining) / quota) * 100)}%` }} /></View>
      <Text className='muted num'>剩 {remaining} / 共 {quota} 件</Text>
    </View>
  )
}
