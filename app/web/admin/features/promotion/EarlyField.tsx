import { Switch } from 'antd'
import { Link } from 'react-router'
import { useFieldProblem } from '../../shared/form/Field'
import type { Draft } from './campaign-draft'
import { useLevels } from './data'
import { earlyText, NEVER_EARLY_TEXT } from './early'
import { ACTIVITIES } from './words'

/** The switch 会员提前购, and who gets how many minutes by the rules of the levels as they are now. */
export function EarlyField({ draft, change }: { draft: Draft; change: (patch: Partial<Draft>) => void }) {
  const levels = useLevels()
  const problem = useFieldProblem('opensEarly')
  const never = ACTIVITIES.includes(draft.rule.type)
  const who = levels.data ? earlyText(levels.data.items, draft.rule, draft.startsAt) : null
  return (
    <label className="stack" data-field="opensEarly">
      <Switch aria-label="会员提前购" disabled={never && !draft.opensEarly} checked={draft.opensEarly} onChange={(opensEarly) => change({ opensEarly })} />
      <span>
        <b>会员提前购</b>
        {problem ? (
          <small className="field-problem">{problem}</small>
        ) : never ? (
          <small>{NEVER_EARLY_TEXT}</small>
        ) : (
          <>
            <small>{draft.opensEarly ? '有提前购权益的等级在开始前就能按活动买，占同样的活动数量和每人限购' : '所有人同时开始'}</small>
            {who === '' ? (
              <small>
                现在没有{draft.rule.type === 'timed_price' && draft.rule.levelCodes.length ? '选中的' : ''}等级有提前分钟数，在<Link to="/levels">会员等级</Link>里设置后才有作用
              </small>
            ) : (
              who !== null && <small>{who}</small>
            )}
          </>
        )}
      </span>
    </label>
  )
}
