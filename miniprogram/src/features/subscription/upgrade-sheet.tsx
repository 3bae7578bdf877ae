import { Text, View } from '@tarojs/components'
import type { PlanOffer } from '@siyu/client/shapes'
import { yuan } from '@/shared/lib/money'
import { Fact } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Sheet } from '@/shared/ui/sheet'
import { upgradeLines } from './words'

interface Props { plan: PlanOffer | null; busy: boolean; onClose(): void; onPay(plan: PlanOffer): void }

/** The pro-rata calculation line by line, before anything is paid. */
export function UpgradeSheet({ plan, busy, onClose, onPay }: Props) {
  const upgrade = plan?.upgrade
  return (
    <Sheet open={plan !== null} title={`升级为${plan?.name ?? ''}`} onClose={onClose}
      footer={plan && upgrade ? <Button wide size='large' kind='primary' busy={busy} text={`支付 ${yuan(upgrade.amountFen)} 升级`} onTap={() => onPay(plan)} /> : null}>
      {upgrade ? (
        <View className='sub__upgrade'>
          {upgradeLines(upgrade).map(({ name, value }) => <Fact key={name} name={name}><Text className='num'>{value}</Text></Fact>)}
          <Fact strong name='需要支付'><Text className='num'>{yuan(upgrade.amountFen)}</Text></Fact>
          <View className='muted'>付款后立即生效，新的一年从付款时开始计算。抵扣按剩余秒数计算，付款时以页面为准。</View>
        </View>
      ) : null}
    </Sheet>
  )
}
