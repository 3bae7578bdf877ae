import { Text, View } from '@tarojs/components'
import type { BargainPage } from '@siyu/client/shapes'
import { yuan } from '@/shared/lib/money'
import { whenText } from '@/shared/lib/time'
import { Tag } from '@/shared/ui/bits'

/** Every cut, the newest first; their sum is what the price has fallen by. */
export function Records({ page }: { page: BargainPage }) {
  const sum = page.records.reduce((total, record) => total + record.fen, 0)
  return (
    <View className='card'>
      <View className='row'><Text className='card-title grow'>砍价记录</Text><Text className='muted num'>{page.cutCount} / {page.proof.plannedCuts} 刀</Text></View>
      {[...page.records].reverse().map((record) => (
        <View key={record.ordinal} className='bargain__record'>
          <View className='bargain__face'>{record.name.slice(0, 1)}</View>
          <View className='grow'>
            <View className='row bargain__name'><Text className='one-line'>{record.name}</Text>{record.isOwner ? <Tag text='发起人' tone='gold' /> : null}{record.isMine && !record.isOwner ? <Tag text='我' tone='sage' /> : null}</View>
            <View className='muted num'>第 {record.ordinal} 刀 · {whenText(record.at)}</View>
          </View>
          <Text className='bargain__fen num'>砍掉 {yuan(record.fen)}</Text>
        </View>
      ))}
      <View className='bargain__sum num'><Text className='grow'>合计砍掉</Text><Text className='bargain__sum-fen'>{yuan(sum)}</Text></View>
    </View>
  )
}
