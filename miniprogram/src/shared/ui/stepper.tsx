import { Text, View } from '@tarojs/components'
import { say } from '../lib/say'
import { Icon } from './icon'
import { Tap } from './tap'
import './stepper.scss'

interface Props { value: number; min?: number; max: number; reason: string; onChange(value: number): void; name: string }

/** Knows its bounds and says which one bites. */
export function Stepper({ value, min = 1, max, reason, onChange, name }: Props) {
  const step = (by: number): void => {
    const next = value + by
    if (next > max) return say(reason)
    if (next < min) return say(`最少 ${min} 件`)
    onChange(next)
  }
  return (
    <View className='s-stepper'>
      <Tap label={`减少${name}`} className={`s-stepper__button ${value <= min ? 's-stepper__button--off' : ''}`} onTap={() => step(-1)}><View><Icon name='minus' size={14} /></View></Tap>
      <Text className='s-stepper__value num'>{value}</Text>
      <Tap label={`增加${name}`} className={`s-stepper__button ${value >= max ? 's-stepper__button--off' : ''}`} onTap={() => step(1)}><View><Icon name='plus' size={14} /></View></Tap>
    </View>
  )
}
