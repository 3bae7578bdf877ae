import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, Button, InputNumber } from 'antd'
import { useState } from 'react'
import type { PointsRule, RuleView } from '../../../../shared/api/shapes-points'
import { Field, ProblemsProvider, type FieldProblems } from '../../../shared/form/Field'
import { FormNote, SaveBar } from '../../../shared/form/notes'
import { useDraft } from '../../../shared/form/useDraft'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { Failed, PageSkeleton, Panel } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'
import { checkRule, differences, RULE_FIELDS, sentencesOf } from './words'

type Draft = { [Name in keyof PointsRule]: number | null }

const load = () => api.get<RuleView>('/points/rule')

/** The rule as a form, and beside it what members will read. */
export function RulePage() {
  const rule = useQuery({ queryKey: ['points-rule'], queryFn: load, staleTime: Infinity, gcTime: 0 })
  if (rule.isError && !rule.data) return <Failed error={rule.error} again={() => void rule.refetch()} />
  if (!rule.data) return <PageSkeleton />
  // Another version begins anew, with nothing left of what was typed before it.
  return <RuleForm key={rule.data.version} view={rule.data} />
}

function RuleForm({ view }: { view: RuleView }) {
  const queries = useQueryClient()
  const mayWrite = useCan('members.write')
  const { draft, change, dirty, restoredAt, outdated, reset } = useDraft<Draft>('points.rule', view.version, view.rule)
  const [stored, setStored] = useState<RuleView | null>(outdated ? view : null)
  const [version, setVersion] = useState(view.version)
  const [refused, setRefused] = useState<{ draft: Draft; problems: FieldProblems } | null>(null)
  const wrong = checkRule(draft)
  const problems = { ...wrong, ...(refused?.draft === draft ? refused.problems : {}) }
  const isRight = Object.keys(wrong).length === 0
  const keep = (saved: RuleView): void => {
    setStored(null)
    setVersion(saved.version)
    reset(saved.rule)
    queries.setQueryData(['points-rule'], saved)
  }
  const save = useWrite({
    send: (typed: Draft) => api.put<RuleView>('/points/rule', { ...typed, version }),
    done: '规则已保存，马上生效',
    after: keep,
    onProblem: (problem) => {
      if (problem.code === 'members.points_rule_changed') {
        void load().then((latest) => {
          setStored(latest)
          setVersion(latest.version)
        })
        return true
      }
      if (!problem.field) return false
      setRefused({ draft, problems: { [problem.field]: problem.detail } })
      return true
    },
  })
  const changes = stored ? differences(stored.rule, draft) : []
  return (
    <ProblemsProvider value={problems}>
      {stored && (
        <Alert
          className="points-note"
          type="warning"
          showIcon
          title="同事刚刚改过规则，您的修改还没有保存"
          description={
            <>
              {changes.length > 0 ? (
                <ul className="points-list">
                  {changes.map((one) => (
                    <li key={one}>{one}</li>
                  ))}
                </ul>
              ) : (
                <p>改成了和您填的一样，不用再保存。</p>
              )}
              <span className="points-actions">
                <Button onClick={() => keep(stored)}>用同事改好的</Button>
                {changes.length > 0 && <Button onClick={() => setStored(null)}>保留我填的，再次保存</Button>}
              </span>
            </>
          }
        />
      )}
      {restoredAt !== null && !stored && <FormNote type="info" title="已恢复您上次没有保存的修改" button="放弃修改" onClick={() => reset(view.rule)} />}
      <div className="points-rule">
        <Panel title="规则" extra={mayWrite ? undefined : '您可以查看，不能修改'}>
          <div className="points-fields">
            {RULE_FIELDS.map(({ name, label, unit, hint, least, most }) => (
              <Field key={name} path={name} label={label} hint={hint}>
                <InputNumber aria-label={label} disabled={!mayWrite} min={least} max={most} precision={0} value={draft[name]} suffix={unit} onChange={(value) => change({ [name]: value })} />
              </Field>
            ))}
          </div>
          {mayWrite && (
            <SaveBar className="points-save" dirty={dirty} idle="没有未保存的修改" giveUp={() => reset(view.rule)}>
              <Button type="primary" disabled={!dirty || !isRight || stored !== null} loading={save.isPending} onClick={() => save.mutate(draft)}>
                保存规则
              </Button>
            </SaveBar>
          )}
        </Panel>
        <Panel title={dirty ? '保存后，会员会这样读到' : '会员现在读到的'}>
          <ul className="points-sentences" aria-label="会员读到的规则">
            {(isRight && dirty ? sentencesOf(draft as PointsRule) : view.sentences).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
          <p className="muted small">{isRight ? '在小程序“我的积分 · 积分规则”里。已经发出的积分不改变到期时间。' : '填好左边标红的数字后，这里会跟着变。'}</p>
        </Panel>
      </div>
    </ProblemsProvider>
  )
}
