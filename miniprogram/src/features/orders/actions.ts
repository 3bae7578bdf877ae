import type { Cart, OrderAction, OrderDetail } from '@siyu/client/shapes'
import { write } from '@/shared/api/http'
import { loadCart } from '@/shared/api/cart'
import { refreshMember } from '@/shared/api/session'
import { go, goTab } from '@/shared/lib/nav'
import { ask, say } from '@/shared/lib/say'

export const ACTION_TEXT: Record<OrderAction, string> = {
  pay: '去支付', cancel: '取消订单', change_address: '修改地址', remind: '提醒发货', track: '查看物流',
  confirm_receipt: '确认收货', apply_after_sale: '申请售后', buy_again: '再买一次', review: '评价',
}

/** The one to press comes last and in colour. */
export const ACTION_ORDER: OrderAction[] = ['cancel', 'change_address', 'apply_after_sale', 'remind', 'buy_again', 'track', 'review', 'confirm_receipt', 'pay']
export const MAIN_ACTIONS: OrderAction[] = ['pay', 'confirm_receipt', 'review']

/** Those that only lead to another page. */
export const follow = (action: OrderAction, orderId: string, parcelId?: string | null): boolean => {
  if (action === 'pay') go('pay', { id: orderId, start: 1 })
  else if (action === 'review') go('reviewWrite', { orderId })
  else if (action === 'apply_after_sale') go('afterSaleApply', { orderId })
  else if (action === 'change_address') go('addresses', { pick: 1, orderId })
  else if (action === 'track' && parcelId) go('parcel', { orderId, parcelId })
  else if (action === 'track') go('order', { id: orderId })
  else return false
  return true
}

/** Those that change the order; true when something was changed. Asks before what cannot be undone. */
export const act = async (key: string, action: OrderAction, orderId: string, reason?: string): Promise<boolean> => {
  if (action === 'cancel') {
    await write<OrderDetail>('POST', `/orders/${orderId}/cancel`, { reason: reason ?? '不想要了' }, key)
    say('订单已取消')
  } else if (action === 'confirm_receipt') {
    if (!(await ask('确认收货', '请确认商品都已收到。确认后仍可在售后期内申请售后。', '已收到'))) return false
    await write<OrderDetail>('POST', `/orders/${orderId}/confirm-receipt`, { parcelId: null }, key)
    say('已确认收货，谢谢您')
  } else if (action === 'remind') {
    await write('POST', `/orders/${orderId}/remind`, undefined, key)
    say('已提醒仓库尽快发货')
  } else if (action === 'buy_again') {
    await write<Cart>('POST', `/orders/${orderId}/buy-again`, undefined, key)
    await loadCart()
    goTab('cart')
  } else return false
  void refreshMember()
  return true
}
