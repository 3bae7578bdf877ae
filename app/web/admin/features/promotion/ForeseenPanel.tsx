import { CheckCircleOutlined, WarningOutlined } from '@ant-design/icons'
import type { UseQueryResult } from '@tanstack/react-query'
import { Link } from 'react-router'
import { Problem } from '../../../shared/api/problem'
import type { Foreseen } from '../../../shared/api/shapes-promotion'

/** What the draft would meet if it were published now. */
export function ForeseenPanel({ whole, foreseen }: { whole: boolean; foreseen: UseQueryResult<Foreseen> }) {
  if (!whole) return <p className="foreseen muted">填好后，这里会检查和其他活动有没有冲突。</p>
  if (foreseen.isError) return <p className="foreseen foreseen-bad">{foreseen.error instanceof Problem ? foreseen.error.detail : '没有检查成，请稍后再试。'}</p>
  if (!foreseen.data) return <p className="foreseen muted">正在检查冲突…</p>
  const { conflicts } = foreseen.data
  if (!conflicts.length)
    return (
      <p className="foreseen foreseen-fine">
        <CheckCircleOutlined aria-hidden /> 和正在进行、即将开始的活动没有冲突
      </p>
    )
  return (
    <div className="foreseen foreseen-warn" role="status">
      <b>
        <WarningOutlined aria-hidden /> 会遇到 {conflicts.length} 个活动
      </b>
      <ul>
        {conflicts.map((conflict) => (
          <li key={conflict.campaignId}>
            <Link to={`/campaigns/${conflict.campaignId}`} target="_blank">
              {conflict.name}
            </Link>
            ：{conflict.text}
          </li>
        ))}
      </ul>
    </div>
  )
}
