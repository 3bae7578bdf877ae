import { ScrollView, Text, View } from '@tarojs/components'
import type { Bundle } from '@siyu/client/shapes'
import { asMember } from '@/shared/api/session'
import { linesParam } from '@/shared/lib/basket-params'
import { yuan } from '@/shared/lib/money'
import { go } from '@/shared/lib/nav'
import { whenText } from '@/shared/lib/time'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Tap } from '@/shared/ui/tap'
import './bundles.scss'

/** What the product is sold together with. 一起买 goes straight to the confirm page, past what is in the cart. */
export function Bundles({ bundles, productId }: { bundles: Bundle[]; productId: string }) {
  if (!bundles.length) return null
  return (
    <View className='card bundles'>
      <Text className='card-title'>套餐</Text>
      {bundles.map((bundle) => <Together key={bundle.campaignId} bundle={bundle} productId={productId} />)}
    </View>
  )
}

function Together({ bundle, productId }: { bundle: Bundle; productId: string }) {
  const saved = bundle.listFen - bundle.priceFen
  const buy = (): void => asMember(() => go('confirm', { source: 'direct', lines: linesParam(bundle.parts) }))
  return (
    <View className='bundles__one'>
      <View className='bundles__head'><Text className='grow bundles__name one-line'>{bundle.name}</Text><Text className='muted num'>{whenText(bundle.endsAt)} 结束</Text></View>
      <ScrollView scrollX enableFlex className='bundles__strip'>
        <View className='bundles__parts'>
          {bundle.parts.map((part, i) => (
            <View key={part.skuId} className='bundles__slot'>
              {i ? <View className='bundles__plus'><Icon name='plus' size={14} /></View> : null}
              <Tap label={part.title} className='bundles__part' onTap={() => { if (part.productId !== productId) go('product', { id: part.productId }) }}>
                <Photo src={part.imageUrl} alt='' size={72} className='bundles__photo' />
                <View className='bundles__title one-line'>{part.title}</View>
                {part.optionText ? <View className='bundles__option one-line'>{part.optionText}</View> : null}
                <View className='bundles__option num'>{yuan(part.priceFen)} × {part.quantity}</View>
              </Tap>
            </View>
          ))}
        </View>
      </ScrollView>
      <View className='bundles__foot'>
        <View className='grow'><Price fen={bundle.priceFen} size={20} was={bundle.listFen} />{saved > 0 ? <View className='bundles__saved num'>一起买省 {yuan(saved)}</View> : null}</View>
        <Button kind='primary' text='一起买' label={`一起买${bundle.name}，${yuan(bundle.priceFen)}`} onTap={buy} />
      </View>
    </View>
  )
}
