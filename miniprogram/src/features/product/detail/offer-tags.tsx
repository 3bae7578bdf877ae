import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import type { OfferTag } from '@siyu/client/shapes'
import { whenText } from '@/shared/lib/time'
import type { Offers } from '@/shared/promotion/timed'
import { soldPart, takenPercent } from '@/shared/promotion/words'
import { Countdown } from '@/shared/ui/countdown'
import { Price } from '@/shared/ui/price'
import { Sheet } from '@/shared/ui/sheet'
import { Fact } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import './offer-tags.scss'

/** Every promotion of the product; each tag opens its rule. */
export function OfferTags({ offers, onOver }: { offers: Offers; onOver(): void }) {
  const [shown, setShown] = useState<OfferTag | null>(null)
  const [open, setOpen] = useState(false)
  return (
    <>
      <View className='offer-tags'>
        {offers.tags.map((tag) => (
          <Tap key={tag.campaignId} label={`${tag.label}，看活动规则`} className='offer-tags__tap' onTap={() => { setShown(tag); setOpen(true) }}><Text className='offer-tags__tag one-line'>{tag.label}</Text></Tap>
        ))}
      </View>
      <Sheet open={open} title={shown?.label ?? ''} onClose={() => setOpen(false)}>{shown ? <Rule tag={shown} offers={offers} onOver={onOver} /> : null}</Sheet>
    </>
  )
}

function Rule({ tag, offers: { timed, now }, onOver }: { tag: OfferTag; offers: Offers; onOver(): void }) {
  const several = new Set(timed.filter((one) => one.campaignId === tag.campaignId).map((one) => one.priceFen)).size > 1
  const part = soldPart(tag.total, tag.remaining)
  return (
    <View className='offer-tags__rule'>
      <View className='offer-tags__text'>{tag.text}</View>
      {tag.kind === 'timed_price' && tag.priceFen ? <Fact name='活动价'><Price fen={tag.priceFen} size={16} from={several} /></Fact> : null}
      {tag.opensAt ? <Fact name='正式开始'>{whenText(tag.opensAt)}</Fact> : null}
      <Fact name='结束时间'>{whenText(tag.endsAt)}</Fact>
      <Fact name='还剩'><Countdown until={tag.endsAt} serverNow={now} over='已结束' onOver={onOver} /></Fact>
      {tag.perMemberMax ? <Fact name='每人限购'>{tag.perMemberMax} 件</Fact> : null}
      {part ? (
        <Fact name='活动数量'>
          <View className='offer-tags__bar'><View className='offer-tags__gone' style={{ width: `${takenPercent(tag.total ?? 0, tag.remaining ?? 0)}%` }} /></View>
          <Text>{part}</Text>
        </Fact>
      ) : null}
    </View>
  )
}
