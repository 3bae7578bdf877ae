import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Drawer, Input, Popconfirm, Skeleton, Timeline } from 'antd'
import { useState } from 'react'
import type { Parcel, ParcelTraced } from '../../../shared/api/shapes'
import { useNarrow } from '../../shared/hooks'
import { Can } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag, When } from '../../shared/ui/bits'
import { Empty, Facts, Failed } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { canCancel, canRetry } from './words'

const STALE = ['parcel', 'fulfilments', 'order', 'attention'] as const

/** A parcel's journey, and what can still be done about it. */
export function ParcelDrawer({ parcel: known, close }: { parcel: Parcel; close: () => void }) {
  const narrow = useNarrow()
  const [reason, setReason] = useState('')
  const query = useQuery({
    queryKey: ['parcel', known.id],
    queryFn: ({ signal }) => api.get<ParcelTraced>(`/parcels/${known.id}`, {}, signal),
    refetchInterval: 15_000,
  })
  const parcel = query.data ?? known
  const retry = useWrite({ send: () => api.post<Parcel>(`/parcels/${known.id}/retry`), done: '已重新向快递下单', stale: STALE })
  const cancel = useWrite({
    send: () => api.post<Parcel>(`/parcels/${known.id}/cancel`, { reason: reason.trim() }),
    done: '面单已作废，商品回到待发货',
    stale: STALE,
    after: close,
  })
  return (
    <Drawer
      open
      onClose={close}
      size={narrow ? '100%' : 440}
      title={`${parcel.courierName}包裹`}
      footer={
        <Can permission="fulfilment.write">
          <div className="drawer-actions">
            {canCancel(parcel) && (
              <Popconfirm
                title="作废这张面单"
                description={
                  <div className="cancel-form">
                    <p>运单号不能再用，{parcel.lineIds.length} 种商品回到待发货，可以换个快递重发。</p>
                    <Input placeholder="原因" maxLength={100} value={reason} onChange={(event) => setReason(event.target.value)} />
                  </div>
                }
                okText="作废"
                okButtonProps={{ danger: true, disabled: !reason.trim() }}
                onConfirm={() => cancel.mutateAsync(undefined)}
              >
                <Button danger>作废面单</Button>
              </Popconfirm>
            )}
            {canRetry(parcel) && (
              <Button type="primary" loading={retry.isPending} onClick={() => retry.mutate(undefined)}>
                重新下单
              </Button>
            )}
          </div>
        </Can>
      }
    >
      <Facts
        items={[
          ['状态', <StateTag key="state" state={parcel.state} text={parcel.stateText} />],
          ['运单号', <span key="number" className="mono">{parcel.trackingNumber ?? '还没有'}</span>],
          ['仓库', parcel.warehouseName],
          parcel.shippedAt !== null && ['发出', <When key="shipped" at={parcel.shippedAt} />],
        ]}
      />
      {(parcel.state === 'problem' || parcel.state === 'requesting') && parcel.latest && <Alert className="drawer-note" type="warning" showIcon title={parcel.latest} />}
      <h3 className="drawer-title">物流经过</h3>
      {query.isError && <Failed error={query.error} again={() => void query.refetch()} />}
      {query.isPending && <Skeleton active paragraph={{ rows: 4 }} />}
      {query.data?.traces.length === 0 && <Empty title="还没有物流信息" hint="快递揽收后会自动更新。" />}
      <Timeline
        items={(query.data?.traces ?? []).map((trace, place) => ({
          color: place === 0 ? 'var(--brand-600)' : '#C9C4BA',
          content: (
            <>
              {trace.text}
              <small className="trace-time">
                {trace.place ? `${trace.place} · ` : ''}
                <When at={trace.at} />
              </small>
            </>
          ),
        }))}
      />
    </Drawer>
  )
}
