import { Alert, Progress, Table } from 'antd'
import type { RunView } from '../../../shared/api/shapes-community'
import { useNow } from '../../shared/hooks'
import { StateTag, When } from '../../shared/ui/bits'
import { Empty, Panel } from '../../shared/ui/page'
import { countText, lastedText, pauseText, progressPercent, progressText, runNote, RUN_TEXT, RUN_TONE, soFarText } from './words'

const EACH_SECOND_MS = 1_000

/** The comparison that is under way. */
export function RunningPanel({ run }: { run: RunView }) {
  const now = useNow(EACH_SECOND_MS)
  const pause = pauseText(run, now)
  return (
    <Panel
      title={RUN_TEXT[run.state]}
      extra={
        <>
          {run.by}发起，<When at={run.startedAt} />
        </>
      }
    >
      <Progress percent={progressPercent(run)} status={pause || run.state === 'stopping' ? 'normal' : 'active'} aria-label="核对进度" />
      <p className="muted contact-line">
        {progressText(run)}。{soFarText(run)}。
      </p>
      {pause && <Alert className="sync-pause" type="warning" showIcon title={pause} />}
    </Panel>
  )
}

/** The latest comparisons, and what each has set right. */
export function RunPanel({ runs }: { runs: readonly RunView[] }) {
  return (
    <Panel title="核对记录" extra={<span>最近 {runs.length} 次</span>} flush>
      <Table<RunView>
        size="middle"
        rowKey="id"
        dataSource={[...runs]}
        pagination={false}
        scroll={{ x: 860 }}
        aria-label="核对记录"
        locale={{ emptyText: <Empty title="还没有核对过" hint="接入之后会自动开始第一次。" /> }}
        columns={[
          { title: '开始', render: (_, run) => <When at={run.startedAt} /> },
          { title: '发起', render: (_, run) => run.by },
          { title: '结果', render: (_, run) => <StateTag state={RUN_TONE[run.state]} text={RUN_TEXT[run.state]} /> },
          { title: '用时', align: 'right', render: (_, run) => <Figure text={lastedText(run)} /> },
          { title: '导购', align: 'right', render: (_, run) => <Figure text={`${countText(run.guidesDone)} / ${countText(run.guides)}`} /> },
          { title: '好友关系', align: 'right', render: (_, run) => <Figure text={countText(run.pairs)} /> },
          { title: '调用', align: 'right', render: (_, run) => <Figure text={`${countText(run.calls)} 次`} /> },
          { title: '缺少', align: 'right', render: (_, run) => <Figure text={countText(run.missing)} strong={run.missing > 0} /> },
          { title: '多出', align: 'right', render: (_, run) => <Figure text={countText(run.extra)} strong={run.extra > 0} /> },
          { title: '不同', align: 'right', render: (_, run) => <Figure text={countText(run.different)} strong={run.different > 0} /> },
          { title: '说明', render: (_, run) => runNote(run) },
        ]}
      />
    </Panel>
  )
}

function Figure({ text, strong = false }: { text: string; strong?: boolean }) {
  return <span className="nowrap numeric">{strong ? <b>{text}</b> : text}</span>
}
