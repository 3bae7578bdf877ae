import { Alert, Button, InputNumber, Modal, Switch } from 'antd'
import { useState } from 'react'
import type { TransferRules } from '../../../shared/api/shapes-community'
import { Field, ProblemsProvider, type FieldProblems } from '../../shared/form/Field'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { Failed, PageSkeleton } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { useTransferRules } from './transfer-data'
import { checkRules, DAYS_MAX, RULE_FIELDS, rulesText, type RulesDraft } from './transfer-words'

/** What protects customers from being moved. */
export function TransferRulesDialog({ close }: { close: () => void }) {
  const rules = useTransferRules()
  if (rules.data) return <Rules now={rules.data} reload={async () => (await rules.refetch()).data} close={close} />
  return (
    <Modal open title="保护规则" footer={null} onCancel={close}>
      {rules.isError ? <Failed error={rules.error} again={() => void rules.refetch()} /> : <PageSkeleton />}
    </Modal>
  )
}

function Rules({ now, reload, close }: { now: TransferRules; reload: () => Promise<TransferRules | undefined>; close: () => void }) {
  const mayWrite = useCan('community.write')
  const [draft, setDraft] = useState<RulesDraft>(now.rules)
  // A save meets the version that was read when the dialog was opened, not one that came in meanwhile.
  const [version, setVersion] = useState(now.version)
  const [tried, setTried] = useState(false)
  const [conflict, setConflict] = useState(false)
  const [theirs, setTheirs] = useState<TransferRules | null>(null)
  const [refused, setRefused] = useState<FieldProblems>({})
  const put = (patch: Partial<RulesDraft>): void => (setRefused({}), setDraft({ ...draft, ...patch }))
  const found = checkRules(draft)
  const save = useWrite({
    send: () => api.put<TransferRules>('/wecom/transfer-rules', { ...draft, version }),
    done: '保护规则已保存',
    stale: ['transfer-rules'],
    after: close,
    onProblem: (problem) => {
      if (problem.code === 'community.transfer_rules_changed') return setConflict(true), true
      const field = RULE_FIELDS.find(({ name }) => name === problem.field)?.name
      if (field) setRefused({ [field]: problem.detail })
      return field !== undefined
    },
  })
  const again = async (): Promise<void> => {
    const latest = await reload()
    if (!latest) return
    setVersion(latest.version)
    setTheirs(latest)
    setConflict(false)
  }
  const isSame = JSON.stringify(draft) === JSON.stringify(now.rules)
  const trySave = (): void => {
    const isWhole = Object.keys(found).length === 0
    setTried(!isWhole)
    if (isWhole) save.mutate(undefined)
  }
  return (
    <Modal
      open
      title="保护规则"
      okText="保存"
      cancelText={mayWrite ? '先不' : '关上'}
      okButtonProps={{ disabled: !mayWrite || isSame || conflict, loading: save.isPending, ...(mayWrite ? {} : { style: { display: 'none' } }) }}
      onOk={trySave}
      onCancel={close}
    >
      <p className="muted">在职接替时，受保护的客户留给原导购，预览里会说明原因。填 0 是不限。导购离职后，这些规则不再保护 TA 的客户。</p>
      {conflict && <Alert className="editor-note" type="warning" showIcon title="别人刚刚改过规则，您填的还在。取来最新版本后核对，再保存一次。" action={<Button size="small" onClick={() => void again()}>取最新版本</Button>} />}
      {theirs && !conflict && <Alert className="editor-note" type="info" showIcon title={`别人保存的是：${rulesText(theirs.rules)}。保存会换成下面的。`} />}
      <ProblemsProvider value={{ ...(tried ? found : {}), ...refused }}>
        {RULE_FIELDS.map(({ name, label, after }) => (
          <Field key={name} path={name} label={label}>
            <InputNumber<number> aria-label={label} className="rule-days" min={0} max={DAYS_MAX} precision={0} disabled={!mayWrite} value={draft[name]} onChange={(days) => put({ [name]: days })} /> {after}
          </Field>
        ))}
        <Field path="spareAfterSale" label="正在售后的客户">
          <span className="rule-switch">
            <Switch aria-label="售后没有结束，不接替" disabled={!mayWrite} checked={draft.spareAfterSale} onChange={(spareAfterSale) => put({ spareAfterSale })} />
            售后没有结束，不接替
          </span>
        </Field>
      </ProblemsProvider>
    </Modal>
  )
}
