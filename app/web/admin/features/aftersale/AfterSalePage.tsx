import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Image, Steps } from 'antd'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import type { AfterSaleWithOrder } from '../../../shared/api/shapes'
import { useNarrow } from '../../shared/hooks'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { Clock, GoodsCell, Money, orderNumber, StateTag, When } from '../../shared/ui/bits'
import { Facts, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import './aftersale.css'
import { DecisionDialog } from './DecisionDialog'
import { deadlineOf, decisionsFor, OPERATOR_SENTENCE, SUM_TEXT, type Decision } from './words'

const BUTTON: Record<Decision, string> = { approve: '同意', reject: '拒绝', receive: '确认收到退货' }

/** One after-sale with its order beside it; the decision says in numbers what it will do. */
export function AfterSalePage() {
  const { id = '' } = useParams()
  const narrow = useNarrow()
  const mayWrite = useCan('after_sale.write')
  const [deciding, setDeciding] = useState<Decision | null>(null)
  const query = useQuery({
    queryKey: ['after-sale', id],
    queryFn: ({ signal }) => api.get<AfterSaleWithOrder>(`/after-sales/${id}`, {}, signal),
    // A refund is on its way for seconds: whoever released it wants to see it arrive.
    refetchInterval: ({ state }) => (state.data?.status === 'refunding' ? 2_000 : 15_000),
  })
  if (query.isError && !query.data) return <Failed error={query.error} again={() => void query.refetch()} />
  if (!query.data) return <PageSkeleton />
  const sale = query.data
  const buttons = mayWrite
    ? decisionsFor(sale.status).map((decision) => (
        <Button key={decision} type={decision === 'reject' ? 'default' : 'primary'} danger={decision === 'reject'} onClick={() => setDeciding(decision)}>
          {BUTTON[decision]}
        </Button>
      ))
    : []
  const done = sale.progress.filter((step) => step.done).length
  return (
    <>
      <PageHead
        back={{ to: '/after-sales', text: '售后' }}
        title={`${sale.kindText} ${sale.number}`}
        note={
          <>
            <StateTag state={sale.status} text={sale.statusText} /> {OPERATOR_SENTENCE[sale.status]} {deadlineOf(sale) && <Clock until={deadlineOf(sale)} />}
          </>
        }
        actions={!narrow && buttons.length > 0 && buttons}
      />
      {sale.problem && <Alert className="sale-problem" type="warning" showIcon title={sale.problem} />}
      <div className="sale-layout">
        <div>
          <Panel>
            <Steps
              size="small"
              orientation={narrow ? 'vertical' : 'horizontal'}
              current={Math.max(0, done - 1)}
              items={sale.progress.map((step, place) => ({
                title: step.text,
                status: sale.status === 'rejected' && place === done - 1 ? ('error' as const) : step.done ? ('finish' as const) : ('wait' as const),
                content: step.at ? <When at={step.at} /> : null,
              }))}
            />
          </Panel>
          <Panel title="买家的申请">
            <Facts
              items={[
                ['原因', sale.reasonText],
                sale.kind === 'return_refund' && ['退货运费', sale.shopPaysReturn ? '由店铺承担' : '由买家承担'],
                ['申请时间', <When key="created" at={sale.createdAt} />],
                ['会员', sale.memberNickname],
                sale.decidedBy !== '' && ['处理人', sale.decidedBy],
                sale.decisionNote !== '' && sale.rejectReason === null && ['处理备注', sale.decisionNote],
                sale.returnParcel !== null && [
                  '退货包裹',
                  <span key="parcel">
                    {sale.returnParcel.courierName} <span className="mono">{sale.returnParcel.trackingNumber}</span>
                  </span>,
                ],
              ]}
            />
            {sale.description && <blockquote className="sale-words">{sale.description}</blockquote>}
            {sale.imageUrls.length > 0 && (
              <Image.PreviewGroup>
                <div className="sale-pictures">
                  {sale.imageUrls.map((url, place) => (
                    <Image key={url} src={url} width={88} height={88} alt={`凭证第 ${place + 1} 张`} />
                  ))}
                </div>
              </Image.PreviewGroup>
            )}
            {sale.rejectReason && <p className="sale-rejected">拒绝理由：{sale.rejectReason}</p>}
          </Panel>
          <Panel title="退哪些">
            <ul className="sale-lines">
              {sale.lines.map((line) => (
                <li key={line.lineId}>
                  <GoodsCell imageUrl={line.imageUrl} title={line.title} note={`${line.optionText} × ${line.quantity}`} size={56} />
                  <Money fen={line.refundFen} strong />
                </li>
              ))}
            </ul>
          </Panel>
        </div>
        <aside>
          <Panel title="退多少，怎么算的">
            <dl className="sale-sum">
              {sale.breakdown.map((part) => (
                <div key={part.label}>
                  <dt>{part.label}</dt>
                  <dd>
                    <Money fen={part.amountFen} />
                  </dd>
                </div>
              ))}
              <div className="sale-total">
                <dt>{SUM_TEXT[sale.status] ?? '退给买家'}</dt>
                <dd>
                  <Money fen={sale.refundFen} strong />
                </dd>
              </div>
            </dl>
          </Panel>
          <OrderPanel sale={sale} />
        </aside>
      </div>
      {narrow && buttons.length > 0 && <div className="sale-bar">{buttons}</div>}
      {deciding && <DecisionDialog sale={sale} decision={deciding} close={() => setDeciding(null)} />}
    </>
  )
}

function OrderPanel({ sale }: { sale: AfterSaleWithOrder }) {
  const { order } = sale
  return (
    <Panel title="订单" extra={<StateTag state={order.status} text={order.statusText} />}>
      <p>
        <Link to={`/orders/${sale.orderId}`} className="mono">
          {orderNumber(sale.orderNumber)}
        </Link>
      </p>
      <Facts
        items={[
          ['实付', <Money key="paid" fen={order.payableFen} />],
          ['付款', <When key="at" at={order.paidAt} />],
          ['会员等级', order.member.levelName],
          ['商品', `${order.quantity} 件`],
        ]}
      />
      <ul className="sale-lines sale-order-lines">
        {order.lines.map((line) => (
          <li key={line.id}>
            <GoodsCell imageUrl={line.imageUrl} title={line.title} note={`${line.optionText} × ${line.quantity} · ${line.statusText}`} size={36} />
            <Money fen={line.payableFen} />
          </li>
        ))}
      </ul>
    </Panel>
  )
}
