import { useState } from 'react'
import { Text } from '@tarojs/components'
import type { Quote } from '@siyu/client/shapes'
import { go } from '@/shared/lib/nav'
import { Icon } from '@/shared/ui/icon'
import { Tag } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { rowWords } from './coupon-choice'
import { CouponSheet } from './coupon-sheet'

interface Props { quote: Quote; busy: boolean; onChoose(couponIds: string[] | null): void }

/** The coupons of this order in one row; an empty wallet leads to where there are some. */
export function CouponRow({ quote, busy, onChoose }: Props) {
  const [open, setOpen] = useState(false)
  const advice = quote.coupons ?? null
  const { text, isOff, isBest } = rowWords(advice)
  // Points come last: coupons are compared by what is paid before them.
  const pointsFen = quote.points?.usedFen ?? 0
  return (
    <>
      <Tap label={`优惠券，${text}${isBest ? '，已为您选最优' : ''}`} className='card row confirm__coupons' onTap={() => (advice?.choices.length ? setOpen(true) : go('coupons'))}>
        <Text className='grow'>优惠券</Text>
        {isBest ? <Tag text='已为您选最优' tone='gold' /> : null}
        <Text className={`num ${isOff ? 'confirm__off' : 'muted'}`}>{text}</Text>
        <Icon name='chevron-right' size={14} />
      </Tap>
      {advice ? <CouponSheet open={open} quoted={advice} payableFen={quote.totals.payableFen + pointsFen} withPoints={pointsFen > 0} busy={busy} onClose={() => setOpen(false)} onChoose={onChoose} /> : null}
    </>
  )
}
