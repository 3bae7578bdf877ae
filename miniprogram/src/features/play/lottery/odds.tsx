import { Text, View } from '@tarojs/components'
import type { LotteryPrize } from '@siyu/client/shapes'
import { percentText } from '../verify'

/** Odds and what is left, as they decide: a prize that is out says that its share falls to the last one. */
export function Odds({ prizes }: { prizes: LotteryPrize[] }) {
  const last = prizes[prizes.length - 1]?.name ?? ''
  return (
    <View className='card'>
      <View className='card-title'>奖品与中奖概率</View>
      <View className='odds__row odds__row--head'><Text className='grow'>奖品</Text><Text className='odds__left'>剩余</Text><Text className='odds__ppm'>概率</Text></View>
      {prizes.map((prize) => (
        <View key={prize.position} className='odds__row'>
          <Text className='grow'>{prize.name}</Text>
          <Text className='odds__left num'>{prize.left === null ? '不限' : prize.left ? `${prize.left} / ${prize.stock ?? 0}` : '已抽完'}</Text>
          <Text className='odds__ppm num'>{percentText(prize.oddsPpm)}</Text>
        </View>
      ))}
      <View className='muted odds__note'>概率合计 100%，每次抽奖都一样，与抽过几次无关。奖品抽完后，抽到它的那一份改为「{last}」。</View>
    </View>
  )
}
