import { ScrollView, Text, View } from '@tarojs/components'
import type { FlashPage } from '@siyu/client/shapes'
import { read } from '../api/http'
import { go } from '../lib/nav'
import { useQuery } from '../lib/use-query'
import { Countdown } from '../ui/countdown'
import { Icon } from '../ui/icon'
import { Photo } from '../ui/photo'
import { Price } from '../ui/price'
import { Tap } from '../ui/tap'
import './flash-strip.scss'

/** The session that runs, or that begins today, on the home page; nothing when there is none. */
export function FlashStrip() {
  const page = useQuery('flash-strip', () => read<FlashPage>('/flash'))
  const session = page.data?.sessions.find((one) => one.items.length)
  if (!page.data || !session) return null
  const runs = session.state === 'running'
  return (
    <View className='strip'>
      <Tap label={`${session.name}，${runs ? '抢购中' : '即将开始'}，查看全部`} className='strip__head' onTap={() => go('flash', { session: session.id })}>
        <Text className='card-title'>{session.name}</Text>
        <View className='strip__clock'>{runs ? '距结束' : '距开始'} <Countdown key={session.state + page.data.serverTime} until={runs ? session.endsAt : session.startsAt} serverNow={page.data.serverTime} over={runs ? '已结束' : '就要开始'} onOver={() => void page.reload()} /></View>
        <Text className='grow' /><Text className='strip__all'>全部</Text><Icon name='chevron-right' size={14} />
      </Tap>
      <ScrollView scrollX enableFlex className='strip__row'>
        <View className='strip__inside'>
          {session.items.map((item) => (
            <Tap key={item.skuId} label={`${item.title}，剩 ${item.remaining} 件`} className='strip__item' onTap={() => go('flash', { session: session.id })}>
              <Photo src={item.imageUrl} alt={item.title} size={96} className='strip__photo' />
              <Price fen={item.priceFen} size={16} was={item.listPriceFen} />
              <View className='strip__left num'>{item.remaining > 0 ? `剩 ${item.remaining} / 共 ${item.total} 件` : '已抢完'}</View>
            </Tap>
          ))}
        </View>
      </ScrollView>
    </View>
  )
}
