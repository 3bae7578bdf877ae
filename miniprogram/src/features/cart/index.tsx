import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useDidShow } from '@tarojs/taro'
import type { Cart, CartLine } from '@siyu/client/shapes'
import { cartStore, changeLine, loadCart, removeLines, selectLines, showCartCount } from '@/shared/api/cart'
import { asMember } from '@/shared/api/session'
import { yuan } from '@/shared/lib/money'
import { go, goTab } from '@/shared/lib/nav'
import { ask, say } from '@/shared/lib/say'
import { useStore } from '@/shared/lib/store'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { usePageTracked } from '@/shared/tracking/tracker'
import { Button } from '@/shared/ui/button'
import { DerivationList } from '@/shared/ui/derivation'
import { Icon } from '@/shared/ui/icon'
import { Misses } from '@/shared/ui/misses'
import { Price } from '@/shared/ui/price'
import { Sheet } from '@/shared/ui/sheet'
import { Empty, Loaded, RowBones } from '@/shared/ui/states'
import { BottomBar, Tick } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { ChangeSku } from './change-sku'
import { CartRow } from './cart-row'
import { hintsOf } from './hints'
import './index.scss'

export default function CartPage() {
  usePageTracked('cart')
  const query = useQuery('cart', loadCart)
  const cart = useStore(cartStore)
  useDidShow(showCartCount)
  return (
    <View className='cart page'>
      <Loaded query={cart ? { ...query, data: cart } : query} bones={<RowBones count={3} />}>{(data) => <Filled cart={data} />}</Loaded>
    </View>
  )
}

function Filled({ cart }: { cart: Cart }) {
  const [editing, setEditing] = useState(false)
  const [changing, setChanging] = useState<CartLine | null>(null)
  const change = useAction((key: string, skuId: string, what: Parameters<typeof changeLine>[1]) => changeLine(skuId, what, key))
  const select = useAction((key: string, skuIds: string[] | null, on: boolean) => selectLines(skuIds, on, key))
  const remove = useAction((key: string, skuIds: string[]) => removeLines(skuIds, key))
  const lines = cart.groups.flatMap((group) => group.lines)
  if (!lines.length && !cart.invalid.length) return <Empty icon='shopping-cart' title='购物车还是空的' hint='挑几件喜欢的放进来' action='去逛逛' onAction={() => goTab('home')} />

  const drop = async (skuIds: string[], text: string): Promise<void> => {
    if (skuIds.length && (await ask('移出购物车', text, '移出', true))) await remove.run(skuIds)
  }
  const row = (line: CartLine) => (
    <CartRow key={line.skuId} line={line} busy={change.busy} onSelect={(on) => void select.run([line.skuId], on)} onQuantity={(quantity) => void change.run(line.skuId, { quantity })}
      onChangeSku={() => setChanging(line)} onRemove={() => void drop([line.skuId], `把“${line.title}”移出购物车吗？`)} />
  )
  return (
    <>
      <View className='cart__head'>
        <Text className='muted num'>共 {lines.length} 款商品</Text>
        <Tap label={editing ? '完成管理' : '管理购物车'} className='cart__edit' onTap={() => setEditing(!editing)}>{editing ? '完成' : '管理'}</Tap>
      </View>
      <Hints texts={hintsOf(cart)} />
      {cart.groups.map((group) => (
        <View key={group.warehouseName} className='cart__group'>
          <GroupHead name={group.warehouseName} lines={group.lines} onSelect={(skuIds, on) => void select.run(skuIds, on)} />
          {group.lines.map(row)}
        </View>
      ))}
      {cart.expectedDelivery ? <View className='cart__when muted'>{cart.expectedDelivery}</View> : null}
      {cart.invalid.length ? (
        <View className='cart__group'>
          <View className='cart__group-head'><Text className='card-title grow'>暂时买不了</Text><Tap label='清空买不了的商品' className='cart__edit' onTap={() => void drop(cart.invalid.map((l) => l.skuId), `把这 ${cart.invalid.length} 款商品移出购物车吗？`)}>清空</Tap></View>
          {cart.invalid.map(row)}
        </View>
      ) : null}
      <View className='cart__space' />
      <Checkout cart={cart} editing={editing} onSelectAll={(on) => void select.run(null, on)}
        onRemove={() => void drop(lines.filter((l) => l.selected).map((l) => l.skuId), `把勾选的 ${cart.selectedCount} 款商品移出购物车吗？`)} />
      {changing ? <ChangeSku line={changing} busy={change.busy} onClose={() => setChanging(null)} onChange={async (newSkuId) => { if (newSkuId === changing.skuId || (await change.run(changing.skuId, { newSkuId }))) setChanging(null) }} /> : null}
    </>
  )
}

/** One calm row: what a little more would bring, and the way to it. */
function Hints({ texts }: { texts: string[] }) {
  if (!texts.length) return null
  return (
    <Tap label={`${texts.join('，')}，去凑单`} className='cart__hint' onTap={() => go('list', { sort: 'price_asc', title: '凑单好物' })}>
      <View className='grow'>{texts.map((text) => <View key={text} className='cart__hint-text num'>{text}</View>)}</View><Text>去凑单</Text><Icon name='chevron-right' size={14} />
    </Tap>
  )
}

function GroupHead({ name, lines, onSelect }: { name: string; lines: CartLine[]; onSelect(skuIds: string[], on: boolean): void }) {
  const all = lines.every((line) => line.selected)
  return (
    <View className='cart__group-head'>
      <Tap role='checkbox' selected={all} label={`选择${name}的全部商品`} className='cart__tick' onTap={() => onSelect(lines.map((line) => line.skuId), !all)}><Tick on={all} /></Tap>
      <Icon name='store' size={16} /><Text className='cart__group-name'>{name}发货</Text>
    </View>
  )
}

function Checkout({ cart, editing, onSelectAll, onRemove }: { cart: Cart; editing: boolean; onSelectAll(on: boolean): void; onRemove(): void }) {
  const [open, setOpen] = useState(false)
  const { totals } = cart
  const settle = (): void => {
    if (!cart.selectedCount) return say('先勾选要买的商品')
    asMember(() => go('confirm', { source: 'cart' }))
  }
  return (
    <>
      <BottomBar>
        <Tap role='checkbox' selected={cart.allSelected} label='全选' className='cart__all' onTap={() => onSelectAll(!cart.allSelected)}><Tick on={cart.allSelected} /><Text>全选</Text></Tap>
        {editing ? <View className='grow' /> : (
          <Tap label={`合计 ${yuan(totals.payableFen)}，查看明细`} className='cart__total' onTap={() => setOpen(true)}>
            <View className='row cart__sum'><Text className='cart__sum-word'>合计</Text><Price fen={totals.payableFen} size={22} exact /></View>
            <View className='row cart__saved'>{totals.savedFen > 0 ? `已省 ${yuan(totals.savedFen)}` : totals.freightFen > 0 ? `含运费 ${yuan(totals.freightFen)}` : '免运费'}<Text className='cart__detail'>明细</Text></View>
          </Tap>
        )}
        {editing
          ? <Button kind='danger' text='移出所选' disabled={!cart.selectedCount} onTap={onRemove} />
          : <Button kind='primary' size='large' text={cart.selectedQuantity ? `结算 (${cart.selectedQuantity})` : '结算'} disabled={!cart.selectedCount} onTap={settle} />}
      </BottomBar>
      <Sheet open={open} title='金额明细' onClose={() => setOpen(false)}>
        {cart.selectedCount ? <><DerivationList steps={cart.derivation} totals={totals} /><Misses misses={cart.misses} /></> : <Empty icon='receipt-text' title='还没有勾选商品' />}
      </Sheet>
    </>
  )
}
