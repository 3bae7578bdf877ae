import { Text, View } from '@tarojs/components'
import type { PointsShare } from '@siyu/client/shapes'
import { Knob } from '@/shared/ui/knob'
import { Tap } from '@/shared/ui/tap'
import { pointsWords } from './points-choice'
import './points-row.scss'

/** Points as a part of the payment, on or off; where none can be used, why. */
export function PointsRow({ share, busy, onSwitch }: { share: PointsShare; busy: boolean; onSwitch(isOn: boolean): void }) {
  const { text, hint, canSwitch, isOn } = pointsWords(share)
  const words = (
    <View className='grow points-row__words'>
      <View className='row points-row__line'><Text className='points-row__name'>积分抵扣</Text><Text className={`grow num points-row__text ${isOn ? 'points-row__text--on' : ''}`}>{text}</Text></View>
      {hint ? <View className='points-row__hint num'>{hint}</View> : null}
    </View>
  )
  if (!canSwitch) return <View className='card row points-row'>{words}</View>
  return <Tap role='checkbox' selected={isOn} label={`积分抵扣，${text}`} disabled={busy} className='card row points-row' onTap={() => onSwitch(!isOn)}>{words}<Knob on={isOn} /></Tap>
}
