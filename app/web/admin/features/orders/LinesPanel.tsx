import { Link } from 'react-router'
import type { AdminOrder } from '../../../shared/api/shapes'
import { price } from '../../../shared/format/money'
import { GoodsCell, Money, StateTag, When } from '../../shared/ui/bits'
import { Panel } from '../../shared/ui/page'

export function LinesPanel({ order }: { order: AdminOrder }) {
  return (
    <Panel title={`商品 ${order.quantity} 件`}>
      <ul className="order-lines">
        {order.lines.map((line) => (
          <li key={line.id}>
            <Link to={`/products/${line.productId}`} className="order-line-goods">
              <GoodsCell imageUrl={line.imageUrl} title={line.title} note={line.optionText} size={56} />
            </Link>
            <span className="order-line-state">
              {line.statusText}
              {line.refundedQuantity > 0 && <small>已退 {line.refundedQuantity} 件</small>}
            </span>
            <span className="order-line-price">
              {price(line.priceFen)} × {line.quantity}
              <small>
                实付 <Money fen={line.payableFen} strong />
              </small>
            </span>
          </li>
        ))}
      </ul>
      {order.note && (
        <p className="order-note">
          <b>买家留言</b> {order.note}
        </p>
      )}
    </Panel>
  )
}

export function ParcelsPanel({ order }: { order: AdminOrder }) {
  if (order.fulfilments.length === 0) return null
  return (
    <Panel title="发货">
      {order.fulfilments.map((fulfilment) => (
        <div key={fulfilment.id} className="order-fulfilment">
          <p>
            <b>{fulfilment.warehouseName}</b>
            <span className="muted">
              {' '}
              · {fulfilment.lines.reduce((sum, line) => sum + line.quantity, 0)} 件
              {fulfilment.status === 'to_ship' || fulfilment.status === 'partly_shipped' ? (
                <>
                  {' '}
                  · 应在 <When at={fulfilment.shipBy} /> 前发出 {fulfilment.late && <StateTag state="problem" text="超时" />}
                </>
              ) : null}
            </span>
          </p>
          {fulfilment.parcels.length === 0 && <p className="muted">还没有包裹。</p>}
          {fulfilment.parcels.map((parcel) => (
            <div key={parcel.id} className="order-parcel">
              <StateTag state={parcel.state} text={parcel.stateText} />
              <span>
                {parcel.courierName} <span className="mono">{parcel.trackingNumber ?? '等待运单号'}</span>
                {parcel.latest && <small>{parcel.latest}</small>}
              </span>
              <When at={parcel.signedAt ?? parcel.shippedAt} />
            </div>
          ))}
        </div>
      ))}
      {order.afterSales.map((sale) => (
        <p key={sale.id} className="order-sale">
          <Link to={`/after-sales/${sale.id}`}>{sale.kindText}</Link> · {sale.statusText} · 退 <Money fen={sale.refundFen} />
        </p>
      ))}
    </Panel>
  )
}
