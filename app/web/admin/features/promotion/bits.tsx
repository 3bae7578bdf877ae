import { useFieldProblem } from '../../shared/form/Field'
import { countText } from './words'

export { MomentInput } from '../../shared/form/MomentInput'

/** Taken of a quota as a bar that is as long as it says; no quota is said in words. */
export function QuotaBar({ quota, taken }: { quota: number | null; taken: number }) {
  if (quota === null) return <span className="muted">不限量</span>
  const part = quota > 0 ? Math.min(1, taken / quota) : 0
  return (
    <span className="quota" role="meter" aria-valuemin={0} aria-valuemax={quota} aria-valuenow={taken} aria-label={`已用 ${taken}，共 ${quota}`}>
      <span className="quota-track">
        <span className={part >= 0.9 ? 'quota-fill quota-near' : 'quota-fill'} style={{ width: `${part * 100}%` }} />
      </span>
      <span className="quota-text">
        {countText(taken)} / {countText(quota)}
      </span>
    </span>
  )
}

/** What is wrong with one cell of a table. */
export function CellProblem({ path }: { path: string }) {
  const problem = useFieldProblem(path)
  return problem ? <span className="field-problem">{problem}</span> : null
}
