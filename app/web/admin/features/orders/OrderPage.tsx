import { useQuery } from '@tanstack/react-query'
import { Button } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import type { AdminOrder } from '../../../shared/api/shapes'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { orderNumber, StateTag, When } from '../../shared/ui/bits'
import { Failed, PageHead, PageSkeleton } from '../../shared/ui/page'
import { CancelDialog } from './CancelDialog'
import { LinesPanel, ParcelsPanel } from './LinesPanel'
import { DerivationPanel, LedgerPanel, PaymentsPanel } from './MoneyPanels'
import './orders.css'
import { Rail } from './Rail'

/** One order: what it is and what it cost in the main column; people, address and history in the rail. */
export function OrderPage() {
  const { id = '' } = useParams()
  const mayWrite = useCan('orders.write')
  const mayShip = useCan('fulfilment.write')
  const [cancelling, setCancelling] = useState(false)
  const query = useQuery({
    queryKey: ['order', id],
    queryFn: ({ signal }) => api.get<AdminOrder>(`/orders/${id}`, {}, signal),
    refetchInterval: 15_000,
  })
  if (query.isError && !query.data) return <Failed error={query.error} again={() => void query.refetch()} />
  if (!query.data) return <PageSkeleton />
  const order = query.data
  const actions = order.adminActions
  return (
    <>
      <PageHead
        back={{ to: '/orders', text: '订单' }}
        title={`订单 ${orderNumber(order.number)}`}
        note={
          <>
            <StateTag state={order.status} text={order.statusText} /> 下单 <When at={order.createdAt} />
            {order.paidAt && (
              <>
                {' '}
                · 付款 <When at={order.paidAt} />
              </>
            )}
            {order.payBy && order.status === 'pending_payment' && (
              <>
                {' '}
                · 不付款会在 <When at={order.payBy} /> 关闭
              </>
            )}
          </>
        }
        actions={
          <>
            {mayWrite && actions.includes('cancel') && (
              <Button danger onClick={() => setCancelling(true)}>
                取消订单
              </Button>
            )}
            {mayShip && actions.includes('ship') && (
              <Link to={`/ship?status=to_ship&q=${order.id}`}>
                <Button type="primary">去发货</Button>
              </Link>
            )}
          </>
        }
      />
      <div className="order-layout">
        <div className="order-main">
          <LinesPanel order={order} />
          <ParcelsPanel order={order} />
          <DerivationPanel order={order} />
          <PaymentsPanel order={order} />
          <LedgerPanel order={order} />
        </div>
        <Rail order={order} />
      </div>
      {cancelling && <CancelDialog order={order} close={() => setCancelling(false)} />}
    </>
  )
}
