import { useRef, useState } from 'react'
import { price } from '../../../shared/format/money'
import { relativeTime } from '../../../shared/format/time'
import type { OpenChat } from '../../shared/chat'
import { useNow } from '../../shared/hooks'
import { wordsOf } from '../../shared/problems'
import { contactPath, useOrders } from '../../shared/queries'
import { api } from '../../shared/session'
import type { Draft, Order, OrderAction } from '../../shared/shapes'
import { useSay } from '../../shared/toast'
import { Empty, Failure, Skeleton, Thumb } from '../../shared/ui'
import { NoteSheet } from '../profile/NoteSheet'
import { More } from '../radar/RadarTab'
import { Compose, letterOfDraft, type Letter } from '../scripts/Compose'
import { AfterSaleSheet } from './AfterSaleSheet'
import './orders.css'

const LINES_MAX = 3
const ACTIONS: Record<OrderAction, string> = { remind_payment: '提醒付款', copy_tracking: '复制单号', note: '记一笔' }
const TONES: Record<string, string> = { pending_payment: 'warning', delivered: 'sage', completed: 'sage', cancelled: '', closed: '' }

export function OrdersTab({ chat, name, hasShop }: { chat: OpenChat; name: string; hasShop: boolean }) {
  const orders = useOrders(chat.contactId)
  const [letter, setLetter] = useState<Letter | null>(null)
  const [noted, setNoted] = useState<Order | null>(null)
  const [sale, setSale] = useState<string | null>(null)
  const shown = orders.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <div className="page">
      {orders.isPending ? (
        <Skeleton rows={3} tall />
      ) : !orders.data ? (
        <Failure error={orders.error} onRetry={() => void orders.refetch()} />
      ) : !shown.length ? (
        <Empty title="还没有订单" hint={hasShop ? '可以从“话术”里挑一句，带上 TA 看过的商品' : 'TA 还没有来过商城'} />
      ) : (
        shown.map((order) => <OrderPart key={order.id} order={order} chat={chat} onWrite={setLetter} onNote={() => setNoted(order)} onSale={setSale} />)
      )}
      {orders.hasNextPage && <More isBusy={orders.isFetchingNextPage} onMore={() => void orders.fetchNextPage()} />}
      {letter && <Compose key={letter.key} letter={letter} name={name} chat={chat} onClose={() => setLetter(null)} />}
      {sale && <AfterSaleSheet key={sale} contactId={chat.contactId} id={sale} onClose={() => setSale(null)} />}
      {noted && <NoteSheet contactId={chat.contactId} order={noted} onClose={() => setNoted(null)} />}
    </div>
  )
}

interface OrderProps {
  order: Order
  chat: OpenChat
  onWrite: (letter: Letter) => void
  onNote: () => void
  onSale: (id: string) => void
}

function OrderPart({ order, chat, onWrite, onNote, onSale }: OrderProps) {
  const now = useNow(60_000)
  const say = useSay()
  const isBusy = useRef(false)
  const remind = async (): Promise<void> => {
    if (isBusy.current) return
    isBusy.current = true
    try {
      const draft = await api.post<Draft>(`${contactPath(chat.contactId)}/orders/${order.id}/reminders`)
      onWrite(letterOfDraft('提醒付款', draft))
    } catch (thrown) {
      say(wordsOf(thrown))
    }
    isBusy.current = false
  }
  const copy = async (): Promise<void> => {
    const numbers = order.parcels.map(({ courierName, trackingNumber }) => `${courierName} ${trackingNumber}`).join('\n')
    say((await copied(numbers)) ? '快递单号已复制' : `没有复制成功，单号是 ${numbers}`)
  }
  const run: Record<OrderAction, () => void> = { remind_payment: () => void remind(), copy_tracking: () => void copy(), note: onNote }
  const left = order.quantity - order.lines.slice(0, LINES_MAX).reduce((sum, { quantity }) => sum + quantity, 0)
  return (
    <article className="part order" aria-label={`订单 ${order.number}`}>
      <header>
        <span className={`chip ${TONES[order.status] ?? 'info'}`}>{order.statusText}</span>
        <span className="quiet small">{relativeTime(order.placedAt, now)}　{order.number}</span>
      </header>
      <ul className="lines">
        {order.lines.slice(0, LINES_MAX).map(({ title, optionText, imageUrl, quantity }) => (
          <li key={title + optionText} className="row">
            <Thumb url={imageUrl} size={40} />
            <span className="grow">
              <span className="cut block">{title}</span>
              {optionText && <span className="quiet small cut block">{optionText}</span>}
            </span>
            <span className="quiet">×{quantity}</span>
          </li>
        ))}
      </ul>
      <p className="row sum">
        <span className="grow quiet small">{left > 0 ? `还有 ${left} 件，` : ''}共 {order.quantity} 件{order.refundedFen ? `，已退 ${price(order.refundedFen)}` : ''}</span>
        <b className="price">{price(order.payableFen)}</b>
      </p>
      {order.afterSales.map((sale) => (
        <button key={sale.id} type="button" className={sale.isOpen ? 'sale open row' : 'sale row'} onClick={() => onSale(sale.id)}>
          <span className="grow">{sale.kindText}：{sale.statusText}</span>
          <span>{price(sale.refundFen)}</span>
          <span aria-hidden="true">›</span>
        </button>
      ))}
      {order.parcels.map(({ courierName, trackingNumber }) => <p key={trackingNumber} className="quiet small">{courierName} {trackingNumber}</p>)}
      {order.actions.length > 0 && (
        <div className="row actions">
          {order.actions.map((action) => <button key={action} type="button" className="button" onClick={run[action]}>{ACTIONS[action]}</button>)}
        </div>
      )}
    </article>
  )
}

/** Some web views have no clipboard, or refuse it. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
