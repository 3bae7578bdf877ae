import { Button } from 'antd'
import { useState } from 'react'
import type { Budget } from '../../../shared/api/shapes-community'
import { useNow } from '../../shared/hooks'
import { Empty, Panel } from '../../shared/ui/page'
import { budgetTone, callText, clockText, countText, usedPercent, WINDOW_TEXT } from './words'

const SHOWN = 8

/** What we have used of WeCom's limits in their present spans; the tightest come first. */
export function BudgetPanel({ budgets }: { budgets: readonly Budget[] }) {
  const [unfolded, setUnfolded] = useState(false)
  const now = useNow()
  const shown = unfolded ? budgets : budgets.slice(0, SHOWN)
  return (
    <Panel title="企业微信调用额度" extra="只计本店的调用，企业的其他应用也会占用">
      {budgets.length === 0 && <Empty title="最近没有调用" hint="有调用时，用了多少、还剩多少会显示在这里。" />}
      <ul className="budgets">
        {shown.map((budget) => (
          <Bar key={`${budget.name}/${budget.window}`} budget={budget} now={now} />
        ))}
      </ul>
      {budgets.length > SHOWN && (
        <Button type="link" onClick={() => setUnfolded(!unfolded)}>
          {unfolded ? '只看最紧的' : `看全部 ${budgets.length} 项`}
        </Button>
      )}
    </Panel>
  )
}

function Bar({ budget, now }: { budget: Budget; now: number }) {
  const percent = usedPercent(budget)
  const name = callText(budget.name)
  const rest = Math.max(0, budget.allowed - budget.used)
  return (
    <li>
      <div className="budget-line">
        <b title={budget.name}>
          {name} <span className="muted">{WINDOW_TEXT[budget.window]}</span>
        </b>
        <span>
          {countText(budget.used)} / {countText(budget.allowed)}
        </span>
      </div>
      <div
        className={`budget-bar budget-${budgetTone(percent)}`}
        role="meter"
        aria-label={`${name}，${WINDOW_TEXT[budget.window]}`}
        aria-valuemin={0}
        aria-valuemax={budget.allowed}
        aria-valuenow={Math.min(budget.used, budget.allowed)}
      >
        <i style={{ width: `${percent}%` }} />
      </div>
      <small className="muted">
        还剩 {countText(rest)}，{clockText(budget.resetsAt, now)} 重新计数
      </small>
    </li>
  )
}
