import { Text, View } from '@tarojs/components'
import type { PlanOffer } from '@siyu/client/shapes'
import { Tag } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Price } from '@/shared/ui/price'
import { benefits, priceWords } from './words'

interface Props { plan: PlanOffer; mine: boolean; trial: boolean; busy: boolean; onAct(): void; onTry(): void }

export function Plan({ plan, mine, trial, busy, onAct, onTry }: Props) {
  const canTry = trial && plan.trialDays > 0
  return (
    <View className='card'>
      <View className='row sub__plan-head'>
        <Text className='card-title grow'>{plan.name}</Text>
        {mine ? <Tag text='当前方案' tone='sage' /> : null}
      </View>
      <View className='sub__price'><Price fen={plan.priceFen} size={28} exact /><Text className='muted num'>{priceWords(plan)}</Text></View>
      {benefits(plan).map((line) => <View key={line} className='sub__benefit'><Icon name='check' size={16} /><Text>{line}</Text></View>)}
      <View className='sub__acts'>
        {canTry ? <Button wide kind='soft' text={`免费试用 ${plan.trialDays} 天`} label={`免费试用${plan.name} ${plan.trialDays} 天`} disabled={busy} onTap={onTry} /> : null}
        {plan.action === 'none'
          ? <View className='muted sub__why'>{plan.actionText}</View>
          : <Button wide kind='primary' text={plan.actionText} label={`${plan.actionText} ${plan.name}`} disabled={busy} onTap={onAct} />}
      </View>
      {canTry ? <View className='muted sub__why'>试用到期自动结束，没有开通自动续费就不会扣款</View> : null}
    </View>
  )
}
