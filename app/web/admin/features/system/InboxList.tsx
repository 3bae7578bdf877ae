import { Button } from 'antd'
import type { InboxRow } from '../../../shared/api/shapes-office'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column, Filter } from '../../shared/table/types'
import { StateTag, When } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import './system.css'
import { pretty, QUEUE_CHOICES, QUEUE_TEXT, sourceText } from './words'

const filters: Filter[] = [
  { kind: 'choice', name: 'status', label: '状态', choices: QUEUE_CHOICES },
  {
    kind: 'select',
    name: 'source',
    label: '来源',
    choices: ['wechat_pay', 'wechat', 'kdniao'].map((value) => ({ value, label: sourceText(value) })),
  },
]

/** What WeChat, WeChat Pay and couriers told us, stored as it came (masked here), to be handled again if need be. */
export function InboxList() {
  const mayWrite = useCan('system.write')
  const retry = useWrite({ send: (id: string) => api.post<InboxRow>(`/inbox/${id}/retry`), done: '已重新处理', stale: ['inbox', 'attention'] })
  const columns: Column<InboxRow>[] = [
    {
      key: 'source',
      title: '来源',
      render: (row) => (
        <span className="two-rows">
          {sourceText(row.source)}
          <small className="mono">{row.kind}</small>
        </span>
      ),
      text: (row) => `${sourceText(row.source)} ${row.kind}`,
    },
    { key: 'status', title: '状态', render: (row) => <StateTag state={row.status} text={QUEUE_TEXT[row.status]} />, text: (row) => QUEUE_TEXT[row.status] },
    { key: 'attempts', title: '试过', numeric: true, render: (row) => `${row.attempts} 次`, text: (row) => row.attempts },
    { key: 'error', title: '最后的错误', width: 320, render: (row) => (row.lastError ? <span className="queue-error">{row.lastError}</span> : <span className="muted">—</span>), text: (row) => row.lastError ?? '' },
    { key: 'received', title: '收到', render: (row) => <When at={row.receivedAt} />, text: (row) => exactTime(row.receivedAt) },
    {
      key: 'actions',
      title: '操作',
      render: (row) =>
        mayWrite && row.status !== 'done' ? (
          <Button size="small" loading={retry.isPending && retry.variables === row.id} onClick={() => retry.mutate(row.id)}>
            再处理一次
          </Button>
        ) : null,
      text: () => '',
    },
  ]
  return (
    <>
      <PageHead title="外部回调" note="微信、微信支付和快递发来的通知，先原样存下再处理，可以重来。" />
      <CrudTable<InboxRow>
        id="inbox"
        name="外部回调"
        path="/inbox"
        rowKey={(row) => row.id}
        columns={columns}
        filters={filters}
        refreshMs={15_000}
        expand={(row) => <pre className="payload">{pretty(row.payload)}</pre>}
        emptyTitle="没有这样的回调"
        emptyHint="付款、发货之后，外面的通知会出现在这里。"
      />
    </>
  )
}
