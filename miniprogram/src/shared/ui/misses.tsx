import { Text, View } from '@tarojs/components'
import type { Miss } from '@siyu/client/shapes'
import './misses.scss'

/** Promotions that did not apply, and why. */
export function Misses({ misses }: { misses: Miss[] }) {
  if (!misses.length) return null
  return (
    <View className='s-misses'>
      <View className='s-misses__title'>没有用上的优惠</View>
      {misses.map((miss, i) => <View key={i} className='s-misses__one'><Text className='s-misses__label'>{miss.label}</Text><Text className='grow'>{miss.reason}</Text></View>)}
    </View>
  )
}
