import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import type { CouponOffer } from '@siyu/client/shapes'
import { go } from '@/shared/lib/nav'
import { OfferTicket } from '@/shared/promotion/offer-ticket'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Sheet } from '@/shared/ui/sheet'
import { Tag } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'

const SHOWN_MAX = 2

interface Props { coupons: CouponOffer[]; onClaimed(offer: CouponOffer): void; onRefused(): void }

/** Coupons that this product can be bought with; the sheet claims them. */
export function CouponRow({ coupons, onClaimed, onRefused }: Props) {
  const [open, setOpen] = useState(false)
  if (!coupons.length) return null
  const claimable = coupons.some((coupon) => coupon.state === 'claimable')
  return (
    <>
      <Tap label={`优惠券，${coupons.slice(0, SHOWN_MAX).map((coupon) => coupon.summary).join('，')}，${claimable ? '去领取' : '查看'}`} className='product__fact' onTap={() => setOpen(true)}>
        <Text className='product__key'>领券</Text>
        <View className='grow product__coupons'>{coupons.slice(0, SHOWN_MAX).map((coupon) => <Tag key={coupon.templateId} text={coupon.summary} />)}</View>
        <Text className='product__claim'>{claimable ? '领取' : '查看'}</Text>
        <Icon name='chevron-right' size={16} className='product__arrow' />
      </Tap>
      <Sheet open={open} title='可用的优惠券' onClose={() => setOpen(false)} footer={<Button wide text='去领券中心看更多' onTap={() => { setOpen(false); go('coupons') }} />}>
        {coupons.map((offer) => <OfferTicket key={offer.templateId} offer={offer} onClaimed={onClaimed} onRefused={onRefused} />)}
      </Sheet>
    </>
  )
}
