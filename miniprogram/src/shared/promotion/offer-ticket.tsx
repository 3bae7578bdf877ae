import { Text, View } from '@tarojs/components'
import type { CouponOffer } from '@siyu/client/shapes'
import { asMember } from '../api/session'
import { whenText } from '../lib/time'
import { Button } from '../ui/button'
import { useClaim } from './claim'
import { Ticket } from './ticket'
import { claimWords, takenPercent, takenText } from './words'

interface Props { offer: CouponOffer; onClaimed(offer: CouponOffer): void; onRefused(): void; onMine?(): void }

/** A coupon that can be claimed, how many are left, and the button; guests sign in on the way. Whether one's own was used meanwhile is told in the wallet, `onMine`. */
export function OfferTicket({ offer, onClaimed, onRefused, onMine }: Props) {
  const claim = useClaim(onClaimed, onRefused)
  const { text, canClaim } = claimWords(offer)
  const mine = offer.state === 'claimed' && onMine
  return (
    <Ticket coupon={offer} when={offer.validityText} until={`${whenText(offer.claimUntil)} 前领取`} dim={offer.state === 'sold_out'}>
      <View className='ticket__foot'>
        <View className='grow'>
          <View className='ticket__bar'><View className='ticket__gone' style={{ width: `${takenPercent(offer.total, offer.remaining)}%` }} /></View>
          <Text className='ticket__note num'>{takenText(offer)}</Text>
        </View>
        {mine ? <Button size='small' kind='soft' text='看我的券' label={`看我的${offer.name}`} onTap={onMine} />
          : <Button size='small' kind={canClaim ? 'primary' : 'line'} text={text} label={`${text}${offer.name}`} busy={claim.busy} disabled={!canClaim} onTap={() => asMember(() => void claim.run(offer.templateId))} />}
      </View>
    </Ticket>
  )
}
