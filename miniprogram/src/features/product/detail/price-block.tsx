import { Text, View } from '@tarojs/components'
import type { ProductDetail } from '@siyu/client/shapes'
import { discountText, soldText } from '@/shared/lib/money'
import { earlyLines, type Offers, type ShownPrice } from '@/shared/promotion/timed'
import { soldPart } from '@/shared/promotion/words'
import { Countdown } from '@/shared/ui/countdown'
import { Price } from '@/shared/ui/price'
import { Tag } from '@/shared/ui/bits'
import { OfferTags } from './offer-tags'

interface Props { product: ProductDetail; shown: ShownPrice; offers: Offers | null; onOver(): void }

/** What it costs now and why, its name, and every promotion as a small tag. */
export function PriceBlock({ product, shown, offers, onOver }: Props) {
  const { timed } = shown
  const off = !timed && product.marketPriceFen && product.marketPriceFen > product.priceFen ? discountText(Math.round((product.priceFen / product.marketPriceFen) * 100)) : ''
  return (
    <View className='product__head'>
      <View className='product__price'>
        <Price fen={shown.fen} size={28} was={shown.wasFen} from={shown.from} />
        <Text className='muted num'>{soldText(product.soldCount)}</Text>
      </View>
      {timed && offers ? (
        <View className='product__timed'>
          <Text className='product__timed-name'>{timed.label}</Text>
          <Text className='grow one-line num'>{soldPart(timed.total, timed.remaining)}</Text>
          <Text>距结束</Text><Countdown key={timed.endsAt} until={timed.endsAt} serverNow={offers.now} over='已结束' onOver={onOver} />
        </View>
      ) : null}
      {offers ? earlyLines(offers.tags, Date.now() + offers.skewMs).map((line) => <View key={line.campaignId} className='product__early'>{line.text}</View>) : null}
      {shown.memberFen !== null ? (
        <View className='product__member'><Text className='product__badge'>{product.memberLevelName ?? '会员价'}</Text><Price fen={shown.memberFen} size={16} tone='gold' /><Text className='product__member-note'>会员下单自动享受</Text></View>
      ) : null}
      <View className='product__title two-lines'>{product.title}</View>
      {product.subtitle ? <View className='product__subtitle'>{product.subtitle}</View> : null}
      <View className='product__tags'>
        {off ? <Tag text={off} /> : null}
        {product.tags.map((tag) => <Tag key={tag} text={tag} tone='sage' />)}
      </View>
      {offers?.tags.length ? <OfferTags offers={offers} onOver={onOver} /> : null}
    </View>
  )
}
