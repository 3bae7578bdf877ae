import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import type { Address } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { chosenAddress, pickedForOrder } from '@/shared/api/chosen-address'
import { back, go } from '@/shared/lib/nav'
import { ask, say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Empty, Loaded, RowBones } from '@/shared/ui/states'
import { BottomBar, Tag, Tick } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import './index.scss'

export default function AddressesPage() {
  const { pick, chosen, orderId } = useRouter().params
  const query = useQuery('addresses', () => read<{ items: Address[] }>('/addresses'))
  const remove = useAction(async (key: string, id: string) => {
    await write('DELETE', `/addresses/${id}`, undefined, key)
    if (chosenAddress.get() === id) chosenAddress.set(null)
    await query.reload()
    say('地址已删除')
  })
  const choose = (address: Address): void => {
    if (!pick) return go('addressEdit', { id: address.id })
    if (orderId) pickedForOrder.set({ orderId, addressId: address.id })
    else chosenAddress.set(address.id)
    back()
  }
  return (
    <View className='addresses page page--bar'>
      <Loaded query={query} bones={<RowBones count={2} thumb={40} />}>
        {({ items }) => (items.length ? <>{items.map((address) => (
          <Row key={address.id} address={address} picking={Boolean(pick)} chosen={address.id === chosen} onChoose={() => choose(address)}
            onRemove={async () => { if (await ask('删除地址', `删除 ${address.name} 的这条地址吗？`, '删除', true)) await remove.run(address.id) }} />
        ))}</> : <Empty icon='map-pin' title='还没有收货地址' hint='添加一个，下单时就不用再填' />)}
      </Loaded>
      <BottomBar><Button wide size='large' kind='primary' text='新建地址' onTap={() => go('addressEdit', { pick })} /></BottomBar>
    </View>
  )
}

interface RowProps { address: Address; picking: boolean; chosen: boolean; onChoose(): void; onRemove(): void }

function Row({ address, picking, chosen, onChoose, onRemove }: RowProps) {
  return (
    <View className='card addresses__row'>
      <Tap label={`${address.name}，${address.phoneMasked}，${address.province}${address.city}${address.district}${address.detail}`} className='addresses__main' onTap={onChoose}>
        {picking ? <Tick on={chosen} /> : null}
        <View className='grow'>
          <View className='row addresses__who'><Text className='addresses__name'>{address.name}</Text><Text className='num'>{address.phoneMasked}</Text>{address.isDefault ? <Tag text='默认' /> : null}{address.tag ? <Tag text={address.tag} tone='grey' /> : null}</View>
          <View className='addresses__where'>{address.province}{address.city === address.province ? '' : address.city}{address.district} {address.detail}</View>
        </View>
      </Tap>
      <Tap label={`编辑${address.name}的地址`} className='addresses__tool' onTap={() => go('addressEdit', { id: address.id })}><Icon name='pencil' size={18} /></Tap>
      <Tap label={`删除${address.name}的地址`} className='addresses__tool' onTap={onRemove}><Icon name='trash-2' size={18} /></Tap>
    </View>
  )
}
