import { Table } from 'antd'
import type { GapView, RunView } from '../../../shared/api/shapes-community'
import { StateTag, When } from '../../shared/ui/bits'
import { Empty, Panel } from '../../shared/ui/page'
import { countText, GAP_TEXT, GAP_TONE } from './words'

interface Row extends GapView {
  place: number
}

const PAGE_ROWS = 10

/** What the last comparison that came to its end has found; all of it has been set right. */
export function GapPanel({ gaps, runs }: { gaps: readonly GapView[]; runs: readonly RunView[] }) {
  const done = runs.find((run) => run.state === 'done')
  const all = done ? done.missing + done.extra + done.different : gaps.length
  const rows: Row[] = gaps.map((gap, place) => ({ ...gap, place }))
  return (
    <Panel title="上次完成的核对发现的差异" extra={done?.finishedAt && <span><When at={done.finishedAt} /> 完成</span>} flush>
      {rows.length > 0 && all > rows.length && <p className="sync-note">共 {countText(all)} 处，列出前 {countText(rows.length)} 处。</p>}
      <Table<Row>
        size="middle"
        rowKey="place"
        dataSource={rows}
        pagination={rows.length > PAGE_ROWS ? { pageSize: PAGE_ROWS, showSizeChanger: false } : false}
        scroll={{ x: 640 }}
        aria-label="差异"
        locale={{
          emptyText:
            done && all === 0 ? (
              <Empty title="两边一致" hint="店铺的记录与企业微信没有差异。" />
            ) : done ? (
              <Empty title="第一次核对" hint={`从企业微信读入了 ${countText(done.missing)} 对好友关系，不算差异。`} />
            ) : (
              <Empty title="最近没有完成的核对" hint="完成之后，发现的差异列在这里。" />
            ),
        }}
        columns={[
          { title: '差异', width: 110, render: (_, gap) => <StateTag state={GAP_TONE[gap.kind]} text={GAP_TEXT[gap.kind]} /> },
          { title: '导购', width: 160, render: (_, gap) => gap.guideName },
          { title: '客户', width: 200, render: (_, gap) => gap.contactName },
          { title: '说明', render: (_, gap) => gap.detail },
        ]}
      />
    </Panel>
  )
}
