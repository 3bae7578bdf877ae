import { Text, View } from '@tarojs/components'
import type { OwnSubscription } from '@siyu/client/shapes'
import { yuan } from '@/shared/lib/money'
import { whenText } from '@/shared/lib/time'
import { Button } from '@/shared/ui/button'

interface Props { current: OwnSubscription; text: string; offered: boolean; busy: boolean; onSign(): void; onRemind(): void }

/** What the member has now, and what happens next. */
export function Current({ current, text, offered, busy, onSign, onRemind }: Props) {
  return (
    <>
      <View className='sub__head'>
        <View className='row'><Text className='sub__head-title grow'>{current.planName}</Text><Text className='sub__state'>{current.stateText}</Text></View>
        <View className='sub__head-note num'>{current.note}</View>
        {current.nextChargeAt && current.nextAmountFen ? <View className='sub__next num'>下次扣款 {whenText(current.nextChargeAt)} · {yuan(current.nextAmountFen)}</View> : null}
        <View className='sub__head-acts'><Button size='small' text='到期前提醒我' onTap={onRemind} /></View>
      </View>
      {offered && current.state !== 'grace' ? (
        <View className='card sub__sign'>
          <View className='grow'><View className='card-title'>自动续费</View><View className='muted'>{text}</View></View>
          <Button size='small' kind='soft' text='开通' label='开通自动续费' busy={busy} onTap={onSign} />
        </View>
      ) : null}
    </>
  )
}
