import { View } from '@tarojs/components'
import { Icon } from '../ui/icon'
import { spoken } from '../ui/spoken'
import './ugc.scss'

/** So many of five stars. */
export function Stars({ value, size = 14 }: { value: number; size?: number }) {
  return (
    <View className='stars' {...spoken(`${value} 星`, 'img')}>
      {[1, 2, 3, 4, 5].map((place) => <Icon key={place} name='star' size={size} filled={place <= value} className={place <= value ? 'stars__on' : 'stars__off'} />)}
    </View>
  )
}
