import { Text, View } from '@tarojs/components'
import type { OwnPeriod } from '@siyu/client/shapes'
import { isCredited, periodPaid, periodText } from './words'

/** What was paid for which span, newest first. */
export function History({ periods }: { periods: OwnPeriod[] }) {
  if (!periods.length) return null
  return (
    <View className='card'>
      <View className='card-title'>会员记录</View>
      {periods.map((period) => (
        <View key={`${period.no}${period.startsAt}`} className='sub__period'>
          <View className='row'><Text className='grow'>{period.planName} · {period.kindText}</Text><Text className='num'>{periodPaid(period)}</Text></View>
          <View className='muted num'>{periodText(period)}{isCredited(period, periods) ? '，未用部分已抵扣到升级' : ''}</View>
        </View>
      ))}
    </View>
  )
}
