import { Text, View } from '@tarojs/components'
import type { ProductDetail } from '@siyu/client/shapes'
import { Photo } from '@/shared/ui/photo'
import './details.scss'

/** What it is, in facts, words and long pictures. */
export function Details({ product }: { product: ProductDetail }) {
  return (
    <>
      {product.attributes.length ? (
        <View className='card'>
          <Text className='card-title'>商品参数</Text>
          <View className='details__table'>
            {product.attributes.map((fact) => <View key={fact.name} className='details__row'><Text className='details__name'>{fact.name}</Text><Text className='grow'>{fact.value}</Text></View>)}
          </View>
        </View>
      ) : null}
      <View className='card details'>
        <Text className='card-title'>商品详情</Text>
        {product.detailText ? <View className='details__text'>{product.detailText.split(/\n+/).map((line, i) => <View key={i} className='details__line'>{line}</View>)}</View> : null}
        <View className='details__pictures'>
          {product.detailImages.map((image, i) => <Photo key={image.url} src={image.url} alt={`商品详情图 ${i + 1}`} ratio={image.width > 0 ? image.height / image.width : 1} />)}
        </View>
        <View className='details__note'>{product.noReasonReturn ? '支持签收后 7 天无理由退货，商品及包装完好即可申请。' : '此商品按法规或约定不支持 7 天无理由退货，质量问题仍可申请售后。'}</View>
      </View>
    </>
  )
}
