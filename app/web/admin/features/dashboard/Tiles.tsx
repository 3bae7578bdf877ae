import type { ReactNode } from 'react'
import type { Dashboard } from '../../../shared/api/shapes-office'
import { changePercent, yuan } from '../../../shared/format/money'

/** Today's figures, each against the same weekday at this hour. */
export function Tiles({ figures }: { figures: Dashboard }) {
  const { today, lastWeekSameTime: before } = figures
  const paidPart = today.orders ? Math.round((today.paidOrders / today.orders) * 100) : null
  const paidPartBefore = before.orders ? Math.round((before.paidOrders / before.orders) * 100) : null
  const conversion = today.visitors ? ((today.paidOrders / today.visitors) * 100).toFixed(1) : null
  return (
    <div className="tiles">
      <Tile
        name="成交额"
        value={
          <>
            <small>¥</small>
            {yuan(today.gmvFen).split('.')[0]}
            <small>.{yuan(today.gmvFen).split('.')[1]}</small>
          </>
        }
        change={changePercent(today.gmvFen, before.gmvFen)}
      />
      <Tile name="付款订单" value={today.paidOrders} unit="单" change={changePercent(today.paidOrders, before.paidOrders)} />
      {conversion !== null ? (
        <Tile name="访客付款率" value={conversion} unit="%" note={`${today.visitors} 位访客`} />
      ) : (
        <Tile
          name="下单后付款"
          value={paidPart ?? '—'}
          unit={paidPart === null ? '' : '%'}
          note={`${today.orders} 单里付了 ${today.paidOrders} 单${paidPartBefore === null ? '' : ` · 上周同时 ${paidPartBefore}%`}`}
        />
      )}
      <Tile name="退款" value={<><small>¥</small>{yuan(today.refundFen)}</>} change={changePercent(today.refundFen, before.refundFen)} lessIsBetter />
    </div>
  )
}

interface TileProps {
  name: string
  value: ReactNode
  unit?: string
  change?: number | null
  lessIsBetter?: boolean
  note?: string
}

function Tile({ name, value, unit, change, lessIsBetter, note }: TileProps) {
  const good = change == null || change === 0 ? null : change > 0 !== Boolean(lessIsBetter)
  return (
    <div className="tile">
      <h2>{name}</h2>
      <p className="tile-value">
        {value}
        {unit && <small> {unit}</small>}
      </p>
      <p className="tile-note">
        {note ??
          (change == null ? (
            '上周同时没有可比的数'
          ) : (
            <>
              <span className={good === null ? '' : good ? 'up' : 'down'}>
                {change > 0 ? '▲' : change < 0 ? '▼' : ''} {change === 0 ? '持平' : `${Math.abs(change)}%`}
              </span>{' '}
              比上周同时
            </>
          ))}
      </p>
    </div>
  )
}
