import { Alert, Button, Select, Skeleton, Switch } from 'antd'
import { useState } from 'react'
import type { LossRules } from '../../../shared/api/shapes-community'
import { Field, ProblemsProvider } from '../../shared/form/Field'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { Failed, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { useGuides } from './data'
import { SUPERVISORS_MAX } from './loss-words'
import { namesOf } from './live-code-words'
import { useLossRules } from './transfer-data'
import { guideText } from './words'

/** Who is told of a loss. */
export function LossRulesPanel() {
  const rules = useLossRules()
  if (rules.data) return <Rules stored={rules.data} reload={async () => (await rules.refetch()).data} />
  return <Panel title="通知谁">{rules.isError ? <Failed error={rules.error} again={() => void rules.refetch()} /> : <Skeleton active title={false} />}</Panel>
}

function Rules({ stored, reload }: { stored: LossRules; reload: () => Promise<LossRules | undefined> }) {
  const mayWrite = useCan('community.write')
  const guides = useGuides()
  // What is typed stands on the version that was read when typing began.
  const [base, setBase] = useState(stored)
  const [typed, setTyped] = useState<LossRules['rules'] | null>(null)
  const [conflict, setConflict] = useState(false)
  const [theirs, setTheirs] = useState<LossRules | null>(null)
  const [fault, setFault] = useState<string | null>(null)
  const shown = typed ?? stored.rules
  const put = (patch: Partial<LossRules['rules']>): void => {
    if (typed === null) setBase(stored)
    setFault(null)
    setTyped({ ...shown, ...patch })
  }
  const forget = (): void => (setTyped(null), setConflict(false), setTheirs(null), setFault(null))
  const save = useWrite({
    send: () => api.put<LossRules>('/wecom/loss-rules', { ...shown, version: base.version }),
    done: '提醒规则已保存',
    stale: [],
    after: () => void reload().then(forget),
    onProblem: (problem) => {
      if (problem.code === 'community.loss_rules_changed') return setConflict(true), true
      if (!problem.field?.startsWith('supervisorIds')) return false
      setFault(problem.detail)
      return true
    },
  })
  const again = async (): Promise<void> => {
    const latest = await reload()
    if (!latest) return
    setBase(latest)
    setTheirs(latest)
    setConflict(false)
  }
  const options = (guides.data ?? []).map((guide) => ({ value: guide.userId, label: guideText(guide) }))
  const names = new Map((guides.data ?? []).map((guide) => [guide.userId, guide.name]))
  const isSame = typed === null || JSON.stringify(typed) === JSON.stringify(stored.rules)
  return (
    <Panel title="通知谁">
      {conflict && <Alert className="editor-note" type="warning" showIcon title="别人刚刚改过规则，您填的还在。取来最新版本后核对，再保存一次。" action={<Button size="small" onClick={() => void again()}>取最新版本</Button>} />}
      {theirs && !conflict && <Alert className="editor-note" type="info" showIcon title={`别人保存的是：${theirs.rules.tellsGuide ? '通知导购本人' : '不通知导购本人'}，主管 ${namesOf(theirs.rules.supervisorIds, names) || '没有'}。保存会换成下面的。`} />}
      <ProblemsProvider value={fault ? { supervisorIds: fault } : {}}>
        <Field path="tellsGuide" label="导购本人" hint="只在客户删除导购时通知；导购删除客户，不用告诉 TA 自己。">
          <Switch aria-label="客户删除导购时，通知导购本人" disabled={!mayWrite} checked={shown.tellsGuide} onChange={(tellsGuide) => put({ tellsGuide })} />
        </Field>
        <Field path="supervisorIds" label="主管" hint="谁删除了谁都会收到企业微信应用消息。已不在职的不会收到。">
          <Select<string[]> mode="multiple" aria-label="主管" maxCount={SUPERVISORS_MAX} disabled={!mayWrite} loading={guides.isPending} placeholder="不通知主管" showSearch={{ optionFilterProp: 'label' }} options={options} value={shown.supervisorIds} onChange={(supervisorIds) => put({ supervisorIds })} />
        </Field>
      </ProblemsProvider>
      {mayWrite && (
        <div className="transfer-go">
          <Button type="primary" disabled={isSame || conflict} loading={save.isPending} onClick={() => save.mutate(undefined)}>
            保存
          </Button>
          {!isSame && <Button onClick={forget}>放弃修改</Button>}
        </div>
      )}
    </Panel>
  )
}
