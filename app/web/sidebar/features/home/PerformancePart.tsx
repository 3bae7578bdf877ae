import { useState } from 'react'
import { price } from '../../../shared/format/money'
import { clockOf, dayOf } from '../../shared/clock'
import { useOwnOrders, useOwnPerformance } from '../../shared/queries'
import type { CreditedOrder, OwnPerformance } from '../../shared/shapes'
import { Empty, Failure, Part, Sheet, Skeleton } from '../../shared/ui'
import { More } from '../radar/RadarTab'
import { FIRST_MONTH, monthText, moved } from './months'

const RULES: Record<CreditedOrder['rule'], string> = { personal: '专属导购', touch: '触达', coupon: '优惠券', follow: '好友关系', none: '未归因' }

/** The guide's own month: nobody else's figures but the place among all. */
export function PerformancePart() {
  const [month, setMonth] = useState<string | null>(null)
  const found = useOwnPerformance(month)
  const [isListed, setListed] = useState(false)
  const shown = found.data
  const at = shown?.month ?? month
  const turn = (step: 1 | -1): void => void (at && setMonth(moved(at, step)))
  const switcher = (
    <span className="row months">
      <button type="button" aria-label="上个月" disabled={!at || at <= FIRST_MONTH} onClick={() => turn(-1)}>‹</button>
      <span aria-live="polite">{at ? monthText(at) : ''}</span>
      <button type="button" aria-label="下个月" disabled={!shown || shown.isPresent} onClick={() => turn(1)}>›</button>
    </span>
  )
  return (
    <Part title="我的业绩" aside={switcher}>
      {found.isPending ? <Skeleton rows={1} /> : !shown ? <Failure error={found.error} onRetry={() => void found.refetch()} /> : <Figures shown={shown} onList={() => setListed(true)} />}
      {isListed && shown && <OwnOrders month={shown.month} onClose={() => setListed(false)} />}
    </Part>
  )
}

function Figures({ shown, onList }: { shown: OwnPerformance; onList: () => void }) {
  const { figure, rank, guides } = shown
  if (!figure.orders && !figure.touches && !figure.tasksDone && !figure.commissionFen)
    return <Empty title={shown.isPresent ? '这个月还没有业绩' : '这个月没有业绩'} hint="发话术、发券、完成待办，客户付款后订单会归到您名下" />
  return (
    <>
      <dl className="own-figures">
        <div className="wide"><dt>销售额（实付减退款）</dt><dd>{price(figure.keptFen)}</dd></div>
        <div><dt>归属订单</dt><dd>{figure.orders} 笔</dd></div>
        <div><dt>提成参考</dt><dd>{price(figure.commissionFen)}</dd></div>
        <div><dt>排名</dt><dd>{rank === null ? '还没有排名' : `第 ${rank} 名`}{rank !== null && <span className="quiet small">　共 {guides} 人</span>}</dd></div>
        <div><dt>触达</dt><dd>{figure.touches} 次</dd></div>
        <div><dt>完成待办</dt><dd>{figure.tasksDone} 个</dd></div>
        <div><dt>带来访客</dt><dd>{figure.visitors} 人</dd></div>
      </dl>
      <p className="quiet small">提成只作参考，发放以店铺结算为准。</p>
      {figure.orders > 0 && <button type="button" className="button wide" onClick={onList}>看归属订单和原因</button>}
    </>
  )
}

function OwnOrders({ month, onClose }: { month: string; onClose: () => void }) {
  const orders = useOwnOrders(month)
  const shown = orders.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Sheet title={`${monthText(month)}的归属订单`} leave="关闭" onClose={onClose}>
      {orders.isPending ? (
        <Skeleton rows={3} />
      ) : !orders.data ? (
        <Failure error={orders.error} onRetry={() => void orders.refetch()} />
      ) : !shown.length ? (
        <Empty title="这个月没有归属订单" />
      ) : (
        <ul className="list">
          {shown.map((order) => (
            <li key={order.orderId}>
              <p className="row">
                <b className="grow cut strong">{order.title}</b>
                <span className="price">{price(order.keptFen)}</span>
              </p>
              <p className="row quiet small">
                <span className="grow cut">{dayOf(order.paidAt)} {clockOf(order.paidAt)} 付款　{order.number}</span>
                <span>提成 {price(order.commissionFen)}</span>
              </p>
              <p className="small"><span className="chip sage">{RULES[order.rule]}</span>　{order.why}{order.keptFen < order.paidFen ? `，付款 ${price(order.paidFen)}，已减去退款` : ''}</p>
            </li>
          ))}
        </ul>
      )}
      {orders.hasNextPage && <More isBusy={orders.isFetchingNextPage} onMore={() => void orders.fetchNextPage()} />}
    </Sheet>
  )
}
