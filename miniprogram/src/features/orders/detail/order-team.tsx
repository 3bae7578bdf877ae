import { Text, View } from '@tarojs/components'
import type { TeamPage } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { go } from '@/shared/lib/nav'
import { useQuery } from '@/shared/lib/use-query'
import { Countdown } from '@/shared/ui/countdown'
import { Icon } from '@/shared/ui/icon'
import { Seats } from '@/shared/ui/seats'
import { Bone } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import './order-team.scss'

/** The team of an order that was bought through a group-buy. `at` changes when the order does. */
export function OrderTeam({ orderId, at }: { orderId: string; at: string }) {
  const team = useQuery(`${orderId} ${at}`, () => read<TeamPage>(`/group-orders/${orderId}`))
  const { data } = team
  // The order stands by itself: without an answer the card stays away.
  if (!data) return team.loading ? <View className='card'><Bone w='50%' h={18} /><Bone mt={12} /></View> : null
  return (
    <Tap label={`查看拼团，${data.sentence}`} className='card order-team' onTap={() => go('team', { order: orderId })}>
      <View className='row'>
        <Text className='grow card-title'>{data.size} 人团 · {data.sentence}</Text>
        <Icon name='chevron-right' size={16} className='order-team__more' />
      </View>
      {data.state === 'open' ? <View className='muted'>剩余 <Countdown key={data.now} until={data.expiresAt} serverNow={data.now} over='时间已到，正在处理' onOver={() => void team.reload()} /></View> : null}
      <View className='order-team__seats'><Seats seats={data.seats} missing={data.state === 'open' ? data.missing : 0} /></View>
      {data.mine?.note ? <View className='muted order-team__note'>{data.mine.note}</View> : null}
    </Tap>
  )
}
