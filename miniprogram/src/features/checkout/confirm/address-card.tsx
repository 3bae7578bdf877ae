import { Text, View } from '@tarojs/components'
import type { Address } from '@siyu/client/shapes'
import { go } from '@/shared/lib/nav'
import { Icon } from '@/shared/ui/icon'
import { Tag } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import './address-card.scss'

/** Where it goes; the coloured edge is that of an airmail letter. */
export function AddressCard({ address }: { address: Address | null }) {
  return (
    <Tap label={address ? `收货地址，${address.name}，${address.province}${address.city}${address.district}${address.detail}，点按更换` : '添加收货地址'} className='card address-card' onTap={() => go('addresses', { pick: 1, chosen: address?.id })}>
      <View className='address-card__pin'><Icon name='map-pin' size={22} /></View>
      {address ? (
        <View className='grow'>
          <View className='row address-card__who'><Text className='address-card__name'>{address.name}</Text><Text className='num'>{address.phoneMasked}</Text>{address.tag ? <Tag text={address.tag} tone='grey' /> : null}</View>
          <View className='address-card__where'>{address.province}{address.city === address.province ? '' : address.city}{address.district} {address.detail}</View>
        </View>
      ) : <View className='grow'><View className='address-card__name'>添加收货地址</View><View className='muted'>填好地址就能算出运费和送达时间</View></View>}
      <Icon name='chevron-right' size={18} className='address-card__more' />
      <View className='address-card__edge' />
    </Tap>
  )
}
