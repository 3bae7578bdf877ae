import { Table } from 'antd'
import { Link } from 'react-router'
import type { LossView } from '../../../shared/api/shapes-community'
import { useNarrow } from '../../shared/hooks'
import { StateTag, When } from '../../shared/ui/bits'
import { Empty, Failed, PageSkeleton, Panel } from '../../shared/ui/page'
import { LossRulesPanel } from './LossRulesPanel'
import { LOSS_TEXT, LOSS_TONE, toldText, whoText } from './loss-words'
import { useLosses } from './transfer-data'
import './transfers.css'

const pathOf = (loss: LossView): string => `/contacts/${encodeURIComponent(loss.contactId)}`
const SHOWN = 50

/** Friendships that have ended by somebody's hand, and who was told; beside it, who is to be told. */
export function LossTab() {
  const narrow = useNarrow()
  const losses = useLosses()
  if (losses.isError && !losses.data) return <Failed error={losses.error} again={() => void losses.refetch()} />
  if (!losses.data) return <PageSkeleton />
  const empty = <Empty title="还没有流失" hint="客户删除导购，或导购删除客户时，这里会记下来，并按规则通知。" />
  return (
    <div className="contact-layout">
      <div className="contact-main">
        <Panel title="最近的流失" extra={losses.data.length === SHOWN && <span>最近 {SHOWN} 次</span>} flush>
          {narrow ? (
            <div className="cards">
              {losses.data.map((loss) => (
                <div key={loss.id} className="card-row">
                  <Link to={pathOf(loss)} className="row-card card-body">
                    <span className="card-line">
                      <b>{loss.name}</b>
                      <StateTag state={LOSS_TONE[loss.state]} text={LOSS_TEXT[loss.state]} />
                    </span>
                    <span>{whoText(loss)}</span>
                    <span className="muted">
                      <When at={loss.at} /> · {toldText(loss)}
                    </span>
                  </Link>
                </div>
              ))}
              {losses.data.length === 0 && empty}
            </div>
          ) : (
            <Table<LossView>
              rowKey="id"
              aria-label="最近的流失"
              dataSource={losses.data}
              pagination={false}
              scroll={{ x: 'max-content' }}
              locale={{ emptyText: empty }}
              columns={[
                {
                  title: '客户',
                  render: (_, loss) => (
                    <Link to={pathOf(loss)}>
                      <b>{loss.name}</b>
                    </Link>
                  ),
                },
                { title: '怎么流失的', render: (_, loss) => whoText(loss) },
                { title: '时间', render: (_, loss) => <When at={loss.at} /> },
                { title: '通知', render: (_, loss) => <StateTag state={LOSS_TONE[loss.state]} text={LOSS_TEXT[loss.state]} /> },
                { title: '通知了谁', render: (_, loss) => <span className="move-reason">{toldText(loss)}</span> },
              ]}
            />
          )}
        </Panel>
      </div>
      <aside className="contact-side">
        <LossRulesPanel />
      </aside>
    </div>
  )
}
