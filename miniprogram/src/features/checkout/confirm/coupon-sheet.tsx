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
import './coupon-sheet.scss'

interface Props { open: boolean; advice: CouponAdvice; payableFen: number; busy: boolean; onClose(): void; onChoose(couponIds: string[] | null): void }

/** The wallet beside the basket: what is used, what could be, and why the rest cannot. */
export function CouponSheet({ open, advice, payableFen, busy, onClose, onChoose }: Props) {
  const { title, hint } = adviceWords(advice, payableFen)
  const choosable = advice.choices.filter((choice) => choice.state !== 'unusable')
  const shut = advice.choices.filter((choice) => choice.state === 'unusable')
  const used = advice.choices.some((choice) => choice.state === 'used')
  const footer = (
    <View className='coupon-sheet__foot'>
      {used ? <Button wide text='不使用优惠券' disabled={busy} onTap={() => onChoose([])} /> : null}
      {advice.isBest ? <Button wide kind='primary' text='完成' onTap={onClose} /> : <Button wide kind='primary' text='用最优组合' disabled={busy} onTap={() => onChoose(null)} />}
    </View>
  )
  return (
    <Sheet open={open} title='优惠券' onClose={onClose} footer={footer}>
      <View className='coupon-sheet__advice'><Icon name={advice.isBest ? 'sparkles' : 'ticket'} size={18} /><View className='grow'><View className='coupon-sheet__title num'>{title}</View>{hint ? <View className='coupon-sheet__hint num'>{hint}</View> : null}</View></View>
      {choosable.map((choice) => <Row key={choice.id} choice={choice} disabled={busy} onTap={() => onChoose(toggled(advice.choices, choice.id))} />)}
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
