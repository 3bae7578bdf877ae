import { useQuery } from '@tanstack/react-query'
import { Alert, App, Button, Table } from 'antd'
import { Link } from 'react-router'
import type { ChatComparisons, ChatGap, ChatRun } from '../../../shared/api/shapes-community'
import { useNow } from '../../shared/hooks'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag, When } from '../../shared/ui/bits'
import { Empty, Failed, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { CHAT_RUN_TEXT, CHAT_RUN_TONE, chatFoundText, chatPauseText, chatRunNote, nameOf } from './group-words'
import { countText, GAP_TEXT, GAP_TONE, lastedText } from './words'

const KEY = 'group-comparisons'
const RUNNING_MS = 2_000
const IDLE_MS = 30_000
const EACH_SECOND_MS = 1_000
const PAGE_ROWS = 10

/** Groups and WeCom: a comparison of its own, which an operator may begin and stop. */
export function GroupComparePanel() {
  const state = useQuery({
    queryKey: [KEY],
    queryFn: ({ signal }) => api.get<ChatComparisons>('/groups/comparisons', {}, signal),
    refetchInterval: (query) => (query.state.data?.runs[0]?.state === 'running' ? RUNNING_MS : IDLE_MS),
  })
  const mayWrite = useCan('community.write')
  const now = useNow(EACH_SECOND_MS)
  const { modal } = App.useApp()
  // A refusal, too, means that it stands otherwise than it was shown.
  const settings = { stale: [KEY, 'groups-state', 'groups'], onProblem: () => (void state.refetch(), false) }
  const start = useWrite({ ...settings, send: () => api.post<null>('/groups/comparisons'), done: '已开始核对群' })
  const stop = useWrite({ ...settings, send: () => api.post<null>('/groups/comparisons/stop'), done: '已停止核对群' })
  if (state.isError && !state.data) return <Failed error={state.error} again={() => void state.refetch()} />
  if (!state.data) return null
  const { runs, gaps } = state.data
  const last = runs[0]
  const running = last?.state === 'running' ? last : null
  const pause = running && chatPauseText(running, now)
  const askStart = (): void =>
    void modal.confirm({
      title: '核对客户群',
      content: '会逐个读取企业微信里的群，每个群至少调用一次。缺少的补上，已经解散的记为解散，不同的以企业微信为准。',
      okText: '开始核对',
      cancelText: '先不',
      onOk: () => start.mutate(undefined),
    })
  const askStop = (): void =>
    void modal.confirm({
      title: '停止核对群',
      content: '已经核对过的群保留；下一次核对从头开始。',
      okText: '停止',
      okButtonProps: { danger: true },
      cancelText: '先不',
      onOk: () => stop.mutate(undefined),
    })
  const button = running ? (
    <Button danger size="small" loading={stop.isPending} onClick={askStop}>
      停止核对群
    </Button>
  ) : (
    <Button size="small" loading={start.isPending} onClick={askStart}>
      核对客户群
    </Button>
  )
  return (
    <>
      <Panel title="客户群的核对" extra={mayWrite && button} flush>
        {running && (
          <p className="sync-note">
            {running.by}发起，<When at={running.startedAt} />。已读取 {countText(running.groups)} 个群，调用 {countText(running.calls)} 次。
          </p>
        )}
        {pause && <Alert className="sync-pause" type="warning" showIcon title={pause} />}
        <Runs runs={runs} />
      </Panel>
      <Gaps gaps={gaps} done={runs.find((run) => run.state === 'done')} />
    </>
  )
}

function Runs({ runs }: { runs: readonly ChatRun[] }) {
  return (
    <Table<ChatRun>
      size="middle"
      rowKey="number"
      dataSource={[...runs]}
      pagination={false}
      scroll={{ x: 760 }}
      aria-label="客户群的核对"
      locale={{ emptyText: <Empty title="还没有核对过群" hint="接入之后会自动开始第一次，之后每小时一次。" /> }}
      columns={[
        { title: '开始', width: 130, render: (_, run) => <When at={run.startedAt} /> },
        { title: '发起', render: (_, run) => run.by },
        { title: '结果', render: (_, run) => <StateTag state={CHAT_RUN_TONE[run.state]} text={CHAT_RUN_TEXT[run.state]} /> },
        { title: '用时', align: 'right', render: (_, run) => <span className="nowrap numeric">{lastedText(run)}</span> },
        { title: '群', align: 'right', render: (_, run) => <span className="numeric">{countText(run.groups)}</span> },
        { title: '调用', align: 'right', render: (_, run) => <span className="nowrap numeric">{countText(run.calls)} 次</span> },
        { title: '说明', render: (_, run) => chatRunNote(run) },
      ]}
    />
  )
}

/** What the last comparison that came to its end has found; all of it has been set right. */
function Gaps({ gaps, done }: { gaps: readonly ChatGap[]; done: ChatRun | undefined }) {
  const all = done ? done.missing + done.extra + done.different : gaps.length
  const rows = gaps.map((gap, place) => ({ ...gap, place }))
  const nothing = !done ? (
    <Empty title="最近没有完成的核对" hint="完成之后，有差异的群列在这里。" />
  ) : all === 0 ? (
    <Empty title="两边一致" hint="店铺记录的群与企业微信没有差异。" />
  ) : (
    <Empty title="第一次核对" hint={`从企业微信读入了 ${countText(done.missing)} 个群，不算差异。`} />
  )
  return (
    <Panel title="上次完成的核对发现有差异的群" extra={done?.finishedAt && <span><When at={done.finishedAt} /> 完成，{chatFoundText(done)}</span>} flush>
      {rows.length > 0 && all > rows.length && <p className="sync-note">共 {countText(all)} 个，列出前 {countText(rows.length)} 个。</p>}
      <Table<(typeof rows)[number]>
        size="middle"
        rowKey="place"
        dataSource={rows}
        pagination={rows.length > PAGE_ROWS ? { pageSize: PAGE_ROWS, showSizeChanger: false } : false}
        scroll={{ x: 560 }}
        aria-label="有差异的群"
        locale={{ emptyText: nothing }}
        columns={[
          { title: '差异', width: 110, render: (_, gap) => <StateTag state={GAP_TONE[gap.kind]} text={GAP_TEXT[gap.kind]} /> },
          { title: '群', width: 220, render: (_, gap) => <Link to={`/groups/${encodeURIComponent(gap.chatId)}`}>{nameOf(gap)}</Link> },
          { title: '哪里不同，怎样处理', render: (_, gap) => gap.detail },
        ]}
      />
    </Panel>
  )
}
