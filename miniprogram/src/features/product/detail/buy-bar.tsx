import { Button as WechatButton, Text, View } from '@tarojs/components'
import type { ProductDetail } from '@siyu/client/shapes'
import { write } from '@/shared/api/http'
import { bootstrapStore } from '@/shared/api/bootstrap'
import { cartStore, quantityOf } from '@/shared/api/cart'
import { asMember } from '@/shared/api/session'
import { goTab } from '@/shared/lib/nav'
import { say } from '@/shared/lib/say'
import { useStore } from '@/shared/lib/store'
import { useAction } from '@/shared/lib/use-action'
import type { SkuIntent } from '@/shared/sku/sku-sheet'
import { Icon } from '@/shared/ui/icon'
import { BottomBar } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import './buy-bar.scss'

interface Props { product: ProductDetail; soldOut: boolean; onFavourite(favourite: boolean): void; onIntent(intent: SkuIntent): void }

export function BuyBar({ product, soldOut, onFavourite, onIntent }: Props) {
  const count = quantityOf(useStore(cartStore))
  const favourite = useAction(async (key: string, wanted: boolean) => {
    await write(wanted ? 'PUT' : 'DELETE', `/favourites/${product.id}`, undefined, key)
    onFavourite(wanted)
    say(wanted ? '已收藏' : '已取消收藏')
  })
  return (
    <BottomBar>
      <View className='buy__links'>
        <Service />
        <Tap label={product.favourite ? '取消收藏' : '收藏'} className={`buy__link ${product.favourite ? 'buy__link--on' : ''}`} onTap={() => asMember(() => void favourite.run(!product.favourite))}>
          <Icon name='heart' size={22} filled={product.favourite} /><Text className='buy__word'>{product.favourite ? '已收藏' : '收藏'}</Text>
        </Tap>
        <Tap label={count ? `购物车，${count} 件` : '购物车'} className='buy__link' onTap={() => goTab('cart')}>
          <Icon name='shopping-cart' size={22} /><Text className='buy__word'>购物车</Text>
          {count ? <Text className='buy__count num'>{count > 99 ? '99+' : count}</Text> : null}
        </Tap>
      </View>
      {soldOut ? <View className='buy__out'>补货中</View> : (
        <View className='buy__actions'>
          <Tap label='加入购物车' className='buy__action' onTap={() => onIntent('cart')}>加入购物车</Tap>
          <Tap label='立即购买' className='buy__action buy__action--now' onTap={() => onIntent('buy')}>立即购买</Tap>
        </View>
      )}
    </BottomBar>
  )
}

/** WeChat has a customer-service chat of its own; a browser opens the shop's service page. */
function Service() {
  const url = useStore(bootstrapStore)?.serviceUrl
  const face = <><Icon name='headset' size={22} /><Text className='buy__word'>客服</Text></>
  if (process.env.TARO_ENV === 'weapp') return <WechatButton openType='contact' className='buy__link buy__contact'>{face}</WechatButton>
  return <Tap label='客服' className='buy__link' onTap={() => (url ? void window.open(url) : say('客服在微信小程序里为您服务'))}>{face}</Tap>
}
