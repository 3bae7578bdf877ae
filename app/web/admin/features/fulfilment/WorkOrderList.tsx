import { App, Button, Input, Modal } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { WorkOrder } from '../../../shared/api/shapes-office'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { Clock, orderNumber, StateTag, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './fulfilment.css'

const filters: Filter[] = [
  { kind: 'choice', name: 'status', label: '状态', initial: 'open', choices: [{ value: 'open', label: '待处理' }, { value: 'resolved', label: '已解决' }] },
]

/** Exceptions of couriers that a person must settle within four hours. */
export function WorkOrderList() {
  const mayWrite = useCan('fulfilment.write')
  const [open, setOpen] = useState<WorkOrder | null>(null)
  const columns: Column<WorkOrder>[] = [
    { key: 'kind', title: '类型', render: (row) => <StateTag state={row.status === 'open' ? 'problem' : 'resolved'} text={row.kindText} />, text: (row) => row.kindText },
    {
      key: 'title',
      title: '事情',
      width: 380,
      render: (row) => (
        <span className="two-lines">
          {row.title}
          <small>{row.status === 'resolved' ? row.resolution : row.detail}</small>
        </span>
      ),
      text: (row) => `${row.title} ${row.detail}`,
    },
    {
      key: 'order',
      title: '订单',
      render: (row) => (row.orderId ? <Link to={`/orders/${row.orderId}`} className="mono nowrap">{orderNumber(row.orderNumber ?? '')}</Link> : <span className="muted">—</span>),
      text: (row) => row.orderNumber ?? '',
    },
    { key: 'due', title: '时限', render: (row) => (row.status === 'open' ? <Clock until={row.dueAt} /> : <span className="muted">—</span>), text: (row) => exactTime(row.dueAt) },
    { key: 'created', title: '发现', render: (row) => <When at={row.createdAt} />, text: (row) => exactTime(row.createdAt) },
    {
      key: 'actions',
      title: '处理',
      render: (row) => (mayWrite && row.status === 'open' ? <Button onClick={() => setOpen(row)}>解决</Button> : <StateTag state={row.status} text={row.status === 'open' ? '待处理' : '已解决'} />),
      text: (row) => row.resolution ?? '',
    },
  ]
  return (
    <>
      <PageHead title="异常工单" note="快递停滞、丢件、下单失败都会开一张单，4 小时内给出处理。" />
      <CrudTable<WorkOrder>
        id="work-orders"
        name="异常工单"
        path="/work-orders"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        refreshMs={30_000}
        card={(row) => (
          <>
            <span className="card-line">
              <StateTag state={row.status === 'open' ? 'problem' : 'resolved'} text={row.kindText} />
              {row.status === 'open' ? <Clock until={row.dueAt} /> : <span className="muted">已解决</span>}
            </span>
            <span className="two-lines">
              {row.title}
              <small>{row.status === 'resolved' ? row.resolution : row.detail}</small>
            </span>
            {row.orderId && (
              <Link to={`/orders/${row.orderId}`} className="mono">
                {orderNumber(row.orderNumber ?? '')}
              </Link>
            )}
            {mayWrite && row.status === 'open' && (
              <span className="card-actions">
                <Button onClick={() => setOpen(row)}>解决</Button>
              </span>
            )}
          </>
        )}
        emptyTitle="没有异常工单"
        emptyHint="快递都在正常走。"
      />
      {open && <ResolveDialog order={open} close={() => setOpen(null)} />}
    </>
  )
}

function ResolveDialog({ order, close }: { order: WorkOrder; close: () => void }) {
  const { message } = App.useApp()
  const [text, setText] = useState('')
  const resolve = useWrite({
    send: () => api.post<WorkOrder>(`/work-orders/${order.id}/resolve`, { resolution: text.trim() }),
    stale: ['work-orders', 'attention'],
    after: () => {
      void message.success('工单已解决')
      close()
    },
  })
  return (
    <Modal open title={order.title} okText="标为已解决" okButtonProps={{ disabled: !text.trim() }} confirmLoading={resolve.isPending} onCancel={close} onOk={() => resolve.mutate(undefined)}>
      <p className="muted">{order.detail}</p>
      <Input.TextArea aria-label="怎么解决的" placeholder="怎么解决的，例如：快递已找回，今天派送；已给买家补发" autoSize={{ minRows: 3 }} maxLength={500} value={text} onChange={(event) => setText(event.target.value)} />
    </Modal>
  )
}
