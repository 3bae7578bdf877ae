import { Table } from 'antd'
import type { ReactNode } from 'react'
import { Figure, Money, When } from '../../shared/ui/bits'
import { Empty, Panel } from '../../shared/ui/page'
import './community.css'

interface Brought {
  number: string
  title: string
  paidAt: string
  keptFen: number
  guideName?: string
}

/** What orders came to, less what was paid back. */
export const KeptFigure = ({ fen }: { fen: number }) => <Figure name="成交金额（减退款）" value={<Money fen={fen} />} />

/** Orders that something sent into the shop has brought; `from`: what customers came in by, `withGuide`: whose they are as well. */
export function BroughtOrders({ orders, from, withGuide = false }: { orders: readonly Brought[]; from: string; withGuide?: boolean }) {
  return (
    <Panel title="带来的订单" flush>
      <Table<Brought>
        rowKey={(order) => `${order.number}${order.paidAt}`}
        dataSource={orders}
        size="small"
        pagination={false}
        scroll={{ x: withGuide ? 560 : 480 }}
        locale={{ emptyText: <Empty title="还没有订单" hint={`客户从${from}进店后下单，会显示在这里。`} /> }}
        columns={[
          { title: '订单尾号', dataIndex: 'number', width: 110 },
          { title: '商品', dataIndex: 'title' },
          ...(withGuide ? [{ title: '群主', dataIndex: 'guideName' }] : []),
          { title: '付款', render: (_, order) => <When at={order.paidAt} /> },
          { title: '金额', align: 'right', render: (_, order) => <Money fen={order.keptFen} /> },
        ]}
      />
    </Panel>
  )
}

/** How far somebody has come: a state, and below it when or why. */
export function Standing({ text, children }: { text: string; children: ReactNode }) {
  return (
    <span className="contact-words">
      <span>{text}</span>
      <small>{children}</small>
    </span>
  )
}
