import { Link } from 'react-router'
import type { MemberProfile } from '../../../../shared/api/shapes-tags'
import { price } from '../../../../shared/format/money'
import { Panel } from '../../../shared/ui/page'

const SCORES = [1, 2, 3, 4, 5]

function daysText(days: number | null | undefined): string {
  if (days === null || days === undefined) return '没有购买'
  return days ? `${days} 天前购买` : '今天购买'
}

/** Recency, frequency and money, each of five, with what they are made of. */
export function RfmPanel({ rfm }: { rfm: MemberProfile['rfm'] }) {
  const rows = [
    { key: 'R', score: rfm.r, words: daysText(rfm.daysSinceLast) },
    { key: 'F', score: rfm.f, words: `近一年 ${rfm.orders365} 单` },
    { key: 'M', score: rfm.m, words: `近一年 ${price(rfm.spent365Fen)}` },
  ]
  return (
    <Panel title="RFM" extra={rfm.segment ? <b className="rfm-segment">{rfm.segment}</b> : <span className="muted">还没有购买</span>}>
      <dl className="rfm">
        {rows.map((row) => (
          <div key={row.key}>
            <dt>{row.key}</dt>
            <dd>
              <span className="rfm-score" role="img" aria-label={row.score ? `${row.score} 分，满分 5 分` : '没有分数'}>
                {SCORES.map((score) => (
                  <i key={score} className={row.score && score <= row.score ? 'rfm-on' : ''} />
                ))}
              </span>
              <small>{row.words}</small>
            </dd>
          </div>
        ))}
      </dl>
      <Link to="/tags?group=RFM 模型">分数怎样算</Link>
    </Panel>
  )
}
