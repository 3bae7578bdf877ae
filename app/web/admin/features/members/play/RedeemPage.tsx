import { PlusOutlined } from '@ant-design/icons'
import { useQuery } from '@tanstack/react-query'
import { Button, Table } from 'antd'
import { useState } from 'react'
import { Link } from 'react-router'
import type { AdminRedeemItem } from '../../../../shared/api/shapes-play'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { Photo, StateTag } from '../../../shared/ui/bits'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../../shared/ui/page'
import { ItemDialog } from './ItemDialog'
import './play.css'
import { countText } from './words'

/** What points buy. */
export function RedeemPage() {
  const mayWrite = useCan('members.write')
  const items = useQuery({ queryKey: ['redeem-items'], queryFn: ({ signal }) => api.get<{ items: AdminRedeemItem[] }>('/redeem-items', {}, signal) })
  const [editing, setEditing] = useState<AdminRedeemItem | 'new' | null>(null)
  if (items.isError && !items.data) return <Failed error={items.error} again={() => void items.refetch()} />
  if (!items.data) return <PageSkeleton />
  const rows = items.data.items
  const make = mayWrite && (
    <Button type="primary" icon={<PlusOutlined />} onClick={() => setEditing('new')}>
      新建兑换品
    </Button>
  )
  return (
    <>
      <PageHead title="积分商城" note="会员用积分兑换；实物凭兑换码领取，优惠券自动放进卡包。" actions={<><Link to="/awards"><Button>兑换与发放记录</Button></Link>{make}</>} />
      <Panel flush>
        {rows.length ? (
          <Table<AdminRedeemItem>
            rowKey="id"
            dataSource={rows}
            pagination={false}
            scroll={{ x: 'max-content' }}
            onRow={(row) => (mayWrite ? { onClick: () => setEditing(row), style: { cursor: 'pointer' } } : {})}
            columns={[
              { title: '兑换品', render: (_, row) => <span style={{ display: 'flex', gap: 12, alignItems: 'center' }}><Photo src={row.imageUrl || null} /><span><b style={{ fontWeight: 500 }}>{row.name}</b><br /><small className="muted">{row.words || '—'}</small></span></span> },
              { title: '类型', render: (_, row) => <span className="nowrap">{row.kind === 'coupon' ? '优惠券' : '实物'}</span> },
              { title: '积分', align: 'right', render: (_, row) => countText(row.points) },
              { title: '已兑 / 数量', align: 'right', render: (_, row) => <span className="nowrap">{countText(row.taken)} / {countText(row.stock)}</span> },
              { title: '每人限兑', align: 'right', render: (_, row) => row.perMemberMax ?? '不限' },
              { title: '状态', render: (_, row) => <StateTag state={row.isEnabled ? 'active' : 'disabled'} text={row.isEnabled ? '上架' : '下架'} /> },
              { title: '', align: 'right', render: (_, row) => (mayWrite ? <Button type="link" aria-label={`修改 ${row.name}`} onClick={(event) => { event.stopPropagation(); setEditing(row) }}>修改</Button> : null) },
            ]}
          />
        ) : (
          <Empty title="还没有兑换品" hint="放几件会员用得上的东西，或者优惠券。" action={make} />
        )}
      </Panel>
      {editing && <ItemDialog item={editing === 'new' ? null : editing} close={() => setEditing(null)} />}
    </>
  )
}
