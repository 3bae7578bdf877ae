import { useQuery } from '@tanstack/react-query'
import { App, Button } from 'antd'
import type { Attention, DeliveryRow } from '../../../shared/api/shapes-office'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { StateTag, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './system.css'
import { KIND_TEXT, pretty, QUEUE_CHOICES, QUEUE_TEXT } from './words'

const filters: Filter[] = [{ kind: 'choice', name: 'status', label: '状态', initial: 'parked', choices: QUEUE_CHOICES }]

/** Deliveries that stopped after several tries, to be looked at and sent again. */
export function DeliveryList() {
  const mayWrite = useCan('system.write')
  const { modal } = App.useApp()
  const attention = useQuery({ queryKey: ['attention'], queryFn: ({ signal }) => api.get<Attention>('/attention', {}, signal) })
  const parked = attention.data?.parked ?? 0
  const retry = useWrite({ send: (id: string) => api.post<DeliveryRow>(`/deliveries/${id}/retry`), done: '已重新投递，几秒后看结果', stale: ['deliveries', 'attention'] })
  const retryAll = useWrite({
    send: () => api.post<{ count: number }>('/deliveries/retry-all'),
    done: ({ count }) => `已重新投递 ${count} 条`,
    stale: ['deliveries', 'attention'],
  })
  const columns: Column<DeliveryRow>[] = [
    {
      key: 'name',
      title: '事情',
      render: (row) => (
        <span className="two-rows">
          <span className="mono">{row.name}</span>
          <small>
            {KIND_TEXT[row.kind] ?? row.kind} → <span className="mono">{row.subscriber}</span>
          </small>
        </span>
      ),
      text: (row) => row.name,
    },
    { key: 'status', title: '状态', render: (row) => <StateTag state={row.status} text={QUEUE_TEXT[row.status]} />, text: (row) => QUEUE_TEXT[row.status] },
    { key: 'attempts', title: '试过', numeric: true, render: (row) => `${row.attempts} 次`, text: (row) => row.attempts },
    { key: 'error', title: '最后的错误', width: 320, render: (row) => (row.lastError ? <span className="queue-error">{row.lastError}</span> : <span className="muted">—</span>), text: (row) => row.lastError ?? '' },
    { key: 'created', title: '产生', render: (row) => <When at={row.createdAt} />, text: (row) => exactTime(row.createdAt) },
    { key: 'due', title: '下次', optional: true, render: (row) => <When at={row.dueAt} />, text: (row) => (row.dueAt ? exactTime(row.dueAt) : '') },
    {
      key: 'actions',
      title: '操作',
      render: (row) =>
        mayWrite && row.status !== 'done' ? (
          <Button size="small" loading={retry.isPending && retry.variables === row.id} onClick={() => retry.mutate(row.id)}>
            再试一次
          </Button>
        ) : null,
      text: () => '',
    },
  ]
  return (
    <>
      <PageHead
        title="待处理投递"
        note="系统里每件后续的事都有一行；多次没成的会停住，等人看过再试。重复执行不会多扣多发。"
        actions={
          mayWrite && parked > 0 && (
            <Button
              type="primary"
              loading={retryAll.isPending}
              onClick={() =>
                modal.confirm({
                  title: '全部重试停住的投递',
                  content: `会按产生的先后重新投递停住的 ${parked} 条。原因没有消除的，几次之后还会停住。`,
                  okText: '全部重试',
                  onOk: () => retryAll.mutateAsync(undefined),
                })
              }
            >
              全部重试
            </Button>
          )
        }
      />
      <CrudTable<DeliveryRow>
        id="deliveries"
        name="投递"
        path="/deliveries"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        refreshMs={10_000}
        expand={(row) => <pre className="payload">{pretty(row.payload)}</pre>}
        emptyTitle="没有这样的投递"
        emptyHint="一切都送到了。"
      />
    </>
  )
}
