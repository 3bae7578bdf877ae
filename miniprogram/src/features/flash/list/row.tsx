import { Text, View } from '@tarojs/components'
import type { AddressList, FlashItem, FlashPlace, FlashSession } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { asMember } from '@/shared/api/session'
import { yuan } from '@/shared/lib/money'
import { go } from '@/shared/lib/nav'
import { knock, say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { Button } from '@/shared/ui/button'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Tap } from '@/shared/ui/tap'
import { gonePercent, leftText, pressed } from '../sale'

/** An item of a session: what it costs, what is truly left, and the button that stands for its state. */
export function FlashRow({ session, item }: { session: FlashSession; item: FlashItem }) {
  const press = useAction(async (key: string) => {
    // An order goes to an address: whoever has none fills it in before the queue, not after it.
    const { items } = await read<AddressList>('/addresses')
    if (!items.length) {
      say('请先填写收货地址，抢到后直接为您下单')
      return go('addressEdit')
    }
    const place = await write<FlashPlace>('POST', `/flash/${session.id}/reservations`, { skuId: item.skuId, quantity: 1, clientKey: key, addressId: null }, key)
    knock()
    pressed.set({ ticketId: place.ticketId, item })
    go('flashQueue', { id: place.ticketId })
  })
  const out = item.remaining <= 0
  return (
    <View className='card flash__row'>
      <Tap label={`看商品 ${item.title}`} className='flash__photo' onTap={() => go('product', { id: item.productId })}><Photo src={item.imageUrl} alt={item.title} size={108} /></Tap>
      <View className='grow flash__text'>
        <View className='flash__title two-lines'>{item.title}</View>
        <View className='muted one-line'>{item.optionText || (item.perMemberMax ? `每人限购 ${item.perMemberMax} 件` : '')}</View>
        {session.state === 'running' ? <Bar item={item} /> : <View className='flash__total muted num'>共 {item.total} 件</View>}
        <View className='row flash__foot'>
          <View className='grow'><Price fen={item.priceFen} size={22} was={item.listPriceFen} /></View>
          {session.state === 'coming' ? <Button text='即将开始' disabled onTap={() => undefined} />
            : <Button kind='primary' text={out ? '已抢完' : '立即抢'} label={`${out ? '已抢完' : '立即抢'} ${item.title} ${yuan(item.priceFen)}`} disabled={out} busy={press.busy} onTap={() => asMember(() => void press.run())} />}
        </View>
      </View>
    </View>
  )
}

/** The bar shows what is true: units gone of those that the session has. */
function Bar({ item }: { item: FlashItem }) {
  return (
    <View className='row flash__left'>
      <View className='flash__bar'><View className='flash__gone' style={{ width: `${gonePercent(item)}%` }} /></View>
      <Text className='muted num'>{leftText(item)}</Text>
    </View>
  )
}
