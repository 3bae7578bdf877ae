import { useEffect, useRef } from 'react'
import { Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh, useRouter, useShareAppMessage } from '@tarojs/taro'
import type { TeamPage } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { yuan } from '@/shared/lib/money'
import { go } from '@/shared/lib/nav'
import { useQuery, type Query } from '@/shared/lib/use-query'
import { Countdown } from '@/shared/ui/countdown'
import { Icon, type IconName } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Seats } from '@/shared/ui/seats'
import { Bone, Loaded, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { TeamActions } from './actions'
import './index.scss'

// Who comes straight from the cashier is seated a moment later, when the payment has been told.
const LOOK_AGAIN_MS = [800, 1200, 2000, 3000, 5000]

/** A team by its own id (a shared link), or by the shopper's order, which a late payment may have moved to a new team. */
export default function TeamPageView() {
  const { id = '', order = '' } = useRouter().params
  const team = useQuery(id || order || null, () => read<TeamPage>(order ? `/group-orders/${order}` : `/group-teams/${id}`))
  useLookAgain(team, order !== '')
  usePullDownRefresh(() => void team.reload().finally(() => Taro.stopPullDownRefresh()))
  useShareAppMessage(() => shareOf(team.data))
  return (
    <View className='team page page--bar'>
      <Loaded query={team} bones={<View><RowBones count={1} /><View className='card team__state'><Bone w={180} h={24} /><Bone w={120} mt={12} /></View></View>}>
        {(data) => <Team team={data} onOver={() => void team.reload()} />}
      </Loaded>
    </View>
  )
}

const shareOf = (team: TeamPage | null) => ({
  title: team ? (team.missing ? `还差 ${team.missing} 人，一起拼「${team.title}」` : `一起拼「${team.title}」`) : '一起拼团', path: `/${team?.sharePath ?? 'features/promotion/group/list/index'}`, imageUrl: team?.coverUrl || undefined,
})

function useLookAgain(team: Query<TeamPage>, comesFromOrder: boolean) {
  const turn = useRef(0)
  const waits = comesFromOrder && team.data?.mine?.state === 'held'
  useEffect(() => {
    const wait = LOOK_AGAIN_MS[turn.current]
    if (!waits || wait === undefined) return
    const timer = setTimeout(() => { turn.current += 1; void team.reload() }, wait)
    return () => clearTimeout(timer)
  }, [waits, team.data])
}

const MARK: Record<TeamPage['state'], IconName> = { open: 'clock', succeeded: 'circle-check', failed: 'undo-2', closed: 'x' }

function Team({ team, onOver }: { team: TeamPage; onOver(): void }) {
  const [price] = [...team.prices].sort((a, b) => a.priceFen - b.priceFen)
  return (
    <>
      <Tap label={`看商品 ${team.title}`} className='card row team__goods' onTap={() => go('product', { id: team.productId })}>
        <Photo src={team.coverUrl} alt={team.title} size={88} className='team__photo' />
        <View className='grow'>
          <View className='team__title two-lines'>{team.title}</View>
          <View className='team__badge'>{team.size} 人团</View>
          {price ? <Price fen={price.priceFen} size={20} was={team.listPriceFen} from={team.prices.some((one) => one.priceFen !== price.priceFen)} /> : <Text className='muted'>商品已下架</Text>}
        </View>
        <Icon name='chevron-right' size={16} className='team__more' />
      </Tap>
      <View className='card team__state'>
        <View className={`row team__sentence team__sentence--${team.state}`}><Icon name={MARK[team.state]} size={22} /><Text>{team.sentence}</Text></View>
        {team.state === 'open' ? <View className='team__left'>剩余 <Countdown key={team.now} until={team.expiresAt} serverNow={team.now} over='时间已到，正在处理' onOver={onOver} /></View> : null}
        <View className='team__seats'><Seats seats={team.seats} missing={team.state === 'open' ? team.missing : 0} /></View>
        {team.mine?.note ? <View className='team__note'><Icon name='info' size={16} /><Text className='grow'>{team.mine.note}</Text></View> : null}
      </View>
      <Rules size={team.size} />
      <TeamActions team={team} share={shareOf(team)} price={price ? yuan(price.priceFen) : ''} />
    </>
  )
}

function Rules({ size }: { size: number }) {
  const rules = [`${size} 位团友都付款后成团，商家开始发货。`, '时间到了还没有成团，款项会自动原路退回。', '未付款的名额保留 15 分钟，之后让给其他人。', '付款时团已满员的，会为您新开一个团或自动退款。']
  return <View className='card'><Text className='card-title'>拼团规则</Text>{rules.map((rule) => <View key={rule} className='team__rule'>{rule}</View>)}</View>
}
