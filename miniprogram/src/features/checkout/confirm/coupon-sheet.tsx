import { Text, View } from '@tarojs/components'
import type { CouponAdvice, CouponChoice } from '@siyu/client/shapes'
import { go } from '@/shared/lib/nav'
import { whenText } from '@/shared/lib/time'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Sheet } from '@/shared/ui/sheet'
import { Tick } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { adviceWords, toggled } from './coupon-choice'
import { useTried } from './use-tried'
import './coupon-sheet.scss'

/** `payableFen` before points, which pay a part of it if `withPoints`. */
interface Props { open: boolean; quoted: CouponAdvice; payableFen: number; withPoints: boolean; busy: boolean; onClose(): void; onChoose(couponIds: string[] | null): void }

/** The wallet beside the basket: what is used, what could be, and why the rest cannot. What was tried out counts once it closes. */
export function CouponSheet({ open, quoted, payableFen, withPoints, busy, onClose, onChoose }: Props) {
  const { shown, tried, attempt } = useTried(quoted, payableFen)
  const { advice } = shown
  const { title, hint } = adviceWords(advice, shown.payableFen, withPoints)
  const isShut = busy || attempt.busy
  const close = (): void => {
    onClose()
    if (tried) onChoose(tried.couponIds)
  }
  const choosable = advice.choices.filter((choice) => choice.state !== 'unusable')
  const shut = advice.choices.filter((choice) => choice.state === 'unusable')
  const used = advice.choices.some((choice) => choice.state === 'used')
  const footer = (
    <View className='coupon-sheet__foot'>
      {used ? <Button wide text='不使用优惠券' disabled={isShut} onTap={() => void attempt.run([])} /> : null}
      <Button wide kind='primary' text='完成' onTap={close} />
    </View>
  )
  return (
    <Sheet open={open} title='优惠券' onClose={close} footer={footer}>
      <View className='coupon-sheet__advice'><Icon name={advice.isBest ? 'sparkles' : 'ticket'} size={18} /><View className='grow'><View className='coupon-sheet__title num'>{title}</View>{hint ? <View className='coupon-sheet__hint num'>{hint}</View> : null}</View>{advice.isBest ? null : <Tap label='用最优组合' className='coupon-sheet__best' disabled={isShut} onTap={() => void attempt.run(null)}>用最优组合</Tap>}</View>
      {choosable.map((choice) => <Row key={choice.id} choice={choice} disabled={isShut} onTap={() => void attempt.run(toggled(advice.choices, choice.id))} />)}
      {advice.nearest ? <Tap label={`${advice.nearest.text}，去凑单`} className='coupon-sheet__near' onTap={() => go('list', { sort: 'price_asc', title: '凑单好物' })}><Text className='grow num'>{advice.nearest.text}</Text><Text>去凑单</Text><Icon name='chevron-right' size={14} /></Tap> : null}
      {shut.length ? <View className='coupon-sheet__section'>本单不可用</View> : null}
      {shut.map((choice) => <Row key={choice.id} choice={choice} disabled onTap={() => undefined} />)}
    </Sheet>
  )
}

function Row({ choice, disabled, onTap }: { choice: CouponChoice; disabled: boolean; onTap(): void }) {
  const shut = choice.state === 'unusable'
  return (
    <Tap role='checkbox' selected={choice.state === 'used'} label={`${choice.name}，${choice.reason}`} className={`coupon-sheet__row ${shut ? 'coupon-sheet__row--shut' : ''}`} disabled={disabled} onTap={onTap}>
      <View className='grow'>
        <View className='coupon-sheet__name'>{choice.name}</View>
        <View className='coupon-sheet__fine num'>{choice.summary} · {whenText(choice.validUntil)} 到期</View>
        <View className={`coupon-sheet__reason num ${choice.state === 'used' ? 'coupon-sheet__reason--used' : ''}`}>{choice.reason}</View>
      </View>
      {shut ? null : <Tick on={choice.state === 'used'} />}
    </Tap>
  )
}
