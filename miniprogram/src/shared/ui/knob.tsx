import { View } from '@tarojs/components'
import './knob.scss'

/** How a switch looks; what is around it is pressed. */
export function Knob({ on }: { on: boolean }) {
  return <View className={`s-knob ${on ? 's-knob--on' : ''}`}><View className='s-knob__dot' /></View>
}
