import { useQuery } from '@tanstack/react-query'
import { Skeleton } from 'antd'
import type { MembershipNumbers } from '../../../../shared/api/shapes-subscription'
import { price } from '../../../../shared/format/money'
import { api } from '../../../shared/session'
import { Failed, Panel } from '../../../shared/ui/page'

const percent = (part: number, whole: number): string => (whole > 0 ? `${((part / whole) * 100).toFixed(1)}%` : '—')

/** Active, trial, churn of the month and what comes in a month. */
export function NumbersPanel() {
  const numbers = useQuery({ queryKey: ['membership-numbers'], queryFn: ({ signal }) => api.get<MembershipNumbers>('/subscription/numbers', {}, signal), refetchInterval: 30_000 })
  if (numbers.isError && !numbers.data) return <Failed error={numbers.error} again={() => void numbers.refetch()} />
  if (!numbers.data) return <Panel><Skeleton active paragraph={{ rows: 2 }} /></Panel>
  const { active, trialing, grace, cancelled, churned, atMonthStart, mrrFen } = numbers.data
  const facts = [
    { name: '付费中', value: String(active), note: `其中 ${grace} 位在宽限期，${cancelled} 位已取消待到期` },
    { name: '试用中', value: String(trialing), note: '试用不收费' },
    { name: '本月流失', value: String(churned), note: `占月初 ${atMonthStart} 位的 ${percent(churned, atMonthStart)}` },
    { name: '每月经常性收入', value: price(mrrFen), note: '年费按十二分之一计，不含已取消的' },
  ]
  return (
    <Panel className="membership-numbers">
      <dl>
        {facts.map((fact) => (
          <div key={fact.name}>
            <dt>{fact.name}</dt>
            <dd>{fact.value}</dd>
            <dd className="muted">{fact.note}</dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}
