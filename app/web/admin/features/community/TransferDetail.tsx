import { App, Button } from 'antd'
import { Link, useParams, useSearchParams } from 'react-router'
import { useQueryClient } from '@tanstack/react-query'
import type { TransferContact, TransferView } from '../../../shared/api/shapes-community'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { CrudTable } from '../../shared/table/CrudTable'
import type { Column } from '../../shared/table/types'
import { StateTag, When } from '../../shared/ui/bits'
import { Facts, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { Avatar } from './bits'
import './community.css'
import { BUSY_MS, IDLE_MS, useTransfer } from './transfer-data'
import { countOf, isStarting, MOVE_CHOICES, MOVE_TEXT, MOVE_TONE, moveNote, totalOf } from './transfer-words'
import { TransferBar } from './TransferBar'
import './transfers.css'
import { countText } from './words'

const pathOf = (row: TransferContact): string => `/contacts/${encodeURIComponent(row.contactId)}`
const Who = ({ row }: { row: TransferContact }) => (
  <Link to={pathOf(row)} className="plain-link contact-who">
    <Avatar src={row.avatarUrl} name={row.name} />
    <span className="contact-words">
      <b>{row.name}</b>
    </span>
  </Link>
)
const State = ({ row }: { row: TransferContact }) => <StateTag state={MOVE_TONE[row.state]} text={MOVE_TEXT[row.state]} />

const COLUMNS: Column<TransferContact>[] = [
  { key: 'name', title: '客户', render: (row) => <Who row={row} />, text: (row) => row.name },
  { key: 'state', title: '状态', render: (row) => <State row={row} />, text: (row) => MOVE_TEXT[row.state] },
  { key: 'why', title: '说明', render: (row) => <span className="move-reason">{moveNote(row) || <span className="muted">—</span>}</span>, text: moveNote },
  { key: 'taken', title: '接替时间', render: (row) => <When at={row.takenAt} />, text: (row) => (row.takenAt ? exactTime(row.takenAt) : '') },
  { key: 'changed', title: '最近变化', render: (row) => <When at={row.changedAt} />, text: (row) => exactTime(row.changedAt) },
]

/** One transfer and what has become of each of its customers. */
export function TransferDetail() {
  const { id = '' } = useParams()
  const [params] = useSearchParams()
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const mayWrite = useCan('community.write')
  const transfer = useTransfer(id)
  const stop = useWrite({
    send: () => api.post<TransferView>(`/wecom/transfers/${id}/stop`),
    done: '已停止；已经通知企业微信的会继续',
    stale: ['transfers', `transfer-contacts.${id}`],
    after: (view) => queries.setQueryData(['transfer', id], view),
  })
  if (transfer.isError && !transfer.data) return <Failed error={transfer.error} again={() => void transfer.refetch()} />
  if (!transfer.data) return <PageSkeleton />
  const view = transfer.data
  // Only states that have customers can be asked for, and the one that the address names.
  const choices = MOVE_CHOICES.filter(({ value }) => countOf(view.counts, value) > 0 || value === params.get('state'))
  const planned = countOf(view.counts, 'planned')
  const ask = (): void =>
    void modal.confirm({
      title: '停止接替',
      content: `还没有通知企业微信的 ${countText(planned)} 位客户不再接替，仍由${view.handoverName}负责。已经通知的不能撤回，会继续进行。`,
      okText: '停止',
      okButtonProps: { danger: true },
      cancelText: '先不',
      onOk: () => stop.mutate(undefined),
    })
  return (
    <>
      <PageHead
        back={{ to: '/transfers?tab=records', text: '接替记录' }}
        title={`${view.handoverName} → ${view.takeoverName}`}
        note={`${view.hasLeft ? '离职继承' : '在职接替'}，共 ${countText(totalOf(view.counts))} 位客户`}
        actions={
          mayWrite &&
          planned > 0 && (
            <Button danger loading={stop.isPending} onClick={ask}>
              停止接替
            </Button>
          )
        }
      />
      <Panel>
        <TransferBar counts={view.counts} legend />
        <Facts
          items={[
            ['发起', view.madeBy],
            ['时间', <When key="at" at={view.madeAt} />],
            ['原因', view.reason],
          ]}
        />
        {!view.hasLeft && (
          <p className="move-words">
            <span className="muted">给客户的话：</span>
            {view.words || '用企业微信自己的说法'}
          </p>
        )}
      </Panel>
      <div className="transfer-rows">
        <CrudTable<TransferContact>
          id={`transfer-contacts.${id}`}
          name="接替的客户"
          path={`/wecom/transfers/${id}/contacts`}
          rowKey={(row) => row.contactId}
          columns={COLUMNS}
          filters={[{ kind: 'choice', name: 'state', label: '状态', choices }]}
          open={pathOf}
          refreshMs={isStarting(view) ? BUSY_MS : IDLE_MS}
          card={(row) => (
            <>
              <span className="card-line">
                <Who row={row} />
                <State row={row} />
              </span>
              <span className="muted">{moveNote(row) || <When at={row.changedAt} />}</span>
            </>
          )}
          emptyTitle="没有客户"
        />
      </div>
    </>
  )
}
