import { Text, View } from '@tarojs/components'
import { whenText } from '../lib/time'
import './timeline.scss'

export interface Moment { at: string | null; text: string; place?: string | null; done?: boolean }

/** What happened, newest first unless told; `done` false marks what is still to come. */
export function Timeline({ items, current = 0 }: { items: Moment[]; current?: number }) {
  return (
    <View className='s-timeline'>
      {items.map((item, i) => (
        <View key={i} className={`s-timeline__item ${i === current ? 's-timeline__item--now' : ''} ${item.done === false ? 's-timeline__item--later' : ''}`}>
          <View className='s-timeline__dot' />
          <View className='s-timeline__text'>{item.place && !item.text.includes(item.place) ? `【${item.place}】` : ''}{item.text}</View>
          {item.at ? <Text className='muted num'>{whenText(item.at)}</Text> : null}
        </View>
      ))}
    </View>
  )
}
