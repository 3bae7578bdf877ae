import Taro from '@tarojs/taro'
import { track } from '../tracking/tracker'
import type { Cart } from '@siyu/client/shapes'
import { createStore } from '../lib/store'
import { TABS } from '../lib/nav'
import { withAdded, withChanged, type LineChange } from '../lib/guest-lines'
import { guestLines, keepGuestLines } from './guest-cart'
import { read, write } from './http'
import { isSignedIn, mergedCart } from './session'

export const cartStore = createStore<Cart | null>(null)

export const quantityOf = (cart: Cart | null): number =>
  cart ? cart.groups.reduce((sum, group) => sum + group.lines.reduce((n, line) => n + line.quantity, 0), 0) : 0

const CART_TAB = 2

/** The count on the cart tab; WeChat allows it only while a tab page is shown. */
export const showCartCount = (): void => {
  const path = Taro.getCurrentInstance().router?.path ?? ''
  if (!Object.values(TABS).some((tab) => path.split('?')[0]?.endsWith(tab))) return
  const count = quantityOf(cartStore.get())
  if (count) void Taro.setTabBarBadge({ index: CART_TAB, text: count > 99 ? '99+' : String(count) })
  else void Taro.removeTabBarBadge({ index: CART_TAB })
}

const keep = (cart: Cart): Cart => {
  cartStore.set(cart)
  showCartCount()
  return cart
}

mergedCart.subscribe(() => {
  const cart = mergedCart.get()
  if (cart) keep(cart)
})

const preview = async (): Promise<Cart> => keep(await write<Cart>('POST', '/cart/preview', { lines: guestLines() }))

export const loadCart = async (): Promise<Cart> => (isSignedIn() ? keep(await read<Cart>('/cart')) : preview())

export const addToCart = async (skuId: string, quantity: number, key: string): Promise<Cart> => {
  track('cart_add', { skuId, quantity })
  if (isSignedIn()) return keep(await write<Cart>('POST', '/cart/lines', { skuId, quantity }, key))
  keepGuestLines(withAdded(guestLines(), skuId, quantity))
  return preview()
}

export const changeLine = async (skuId: string, change: LineChange, key: string): Promise<Cart> => {
  if (isSignedIn()) return keep(await write<Cart>('PATCH', `/cart/lines/${skuId}`, change, key))
  keepGuestLines(withChanged(guestLines(), skuId, change))
  return preview()
}

/** `skuIds` null selects or clears all lines. */
export const selectLines = async (skuIds: string[] | null, selected: boolean, key: string): Promise<Cart> => {
  if (isSignedIn()) return keep(await write<Cart>('POST', '/cart/select', { skuIds, selected }, key))
  keepGuestLines(guestLines().map((line) => (!skuIds || skuIds.includes(line.skuId) ? { ...line, selected } : line)))
  return preview()
}

export const removeLines = async (skuIds: string[], key: string): Promise<Cart> => {
  skuIds.forEach((skuId) => track('cart_remove', { skuId }))
  if (isSignedIn()) return keep(await write<Cart>('POST', '/cart/remove', { skuIds }, key))
  keepGuestLines(guestLines().filter((line) => !skuIds.includes(line.skuId)))
  return preview()
}
