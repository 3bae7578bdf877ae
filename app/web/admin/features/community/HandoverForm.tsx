import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, ConfigProvider, InputNumber, Segmented, Select, Switch } from 'antd'
import { useState } from 'react'
import type { HandoverBook, HandoverRules } from '../../../shared/api/shapes-performance'
import { Field, ProblemsProvider, type FieldProblems } from '../../shared/form/Field'
import '../../shared/form/editor.css'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { When } from '../../shared/ui/bits'
import { MoneyInput, NO_AMOUNT } from '../../shared/ui/MoneyInput'
import { Failed, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { useGuides } from './data'
import { useHandoverBook, useThresholds } from './performance-data'
import { checkHandover } from './performance-words'
import { guideText } from './words'

const SPEND_DAYS_MAX = 3650

/** Who passes a threshold, and who looks after them. */
export function HandoverForm() {
  const book = useHandoverBook()
  if (book.isError && !book.data) return <Failed error={book.error} again={() => void book.refetch()} />
  if (!book.data) return <PageSkeleton />
  return <RulesForm key={book.data.version} book={book.data} reload={() => void book.refetch()} />
}

function RulesForm({ book, reload }: { book: HandoverBook; reload: () => void }) {
  const queries = useQueryClient()
  const mayWrite = useCan('community.write')
  const { draft, change, dirty, restoredAt, reset } = useDraft<HandoverRules>('handover.rules', book.version, book.rules)
  const [refused, setRefused] = useState<FieldProblems>({})
  const [conflict, setConflict] = useState(false)
  const guides = useGuides().data ?? []
  const { levels, tags } = useThresholds()
  const [noAmount, setNoAmount] = useState(false)
  const wrong: FieldProblems = { ...checkHandover(draft), ...(noAmount ? { spendFen: NO_AMOUNT } : {}) }
  const edit = (part: Partial<HandoverRules>): void => (setRefused({}), change(part))
  const save = useWrite({
    send: () => api.put<HandoverBook>('/handover-rules', { ...draft, version: book.version }),
    done: '规则已保存',
    after: (saved) => {
      reset(saved.rules)
      queries.setQueryData(['handover-rules'], saved)
    },
    onProblem: (problem) => {
      if (problem.code === 'community.rules_changed') return setConflict(true), true
      if (!problem.field) return false
      setRefused({ [problem.field]: problem.detail })
      return true
    },
  })
  return (
    <ProblemsProvider value={{ ...wrong, ...refused }}>
      {conflict && <Alert className="editor-note" type="warning" showIcon title="同事刚刚保存过规则，请取最新版本后再改。" action={<Button size="small" onClick={() => (setConflict(false), reset(book.rules), reload())}>取最新版本</Button>} />}
      {restoredAt !== null && !conflict && <Alert className="editor-note" type="info" showIcon title="已恢复您上次没有保存的修改" action={<Button size="small" onClick={() => reset(book.rules)}>放弃修改</Button>} />}
      <ConfigProvider componentDisabled={!mayWrite}>
        <Panel title="自动分配" extra={<Switch checked={draft.isOn} aria-label="自动分配专属导购" onChange={(isOn) => edit({ isOn })} />}>
          <p className="muted">达到任意一个门槛就分配，每位会员只分配一次。关闭后，已经有专属导购的会员不受影响。</p>
        </Panel>
        <Panel title="门槛">
          <div className="rule-numbers">
            <Field path="spendFen" label="实付金额（减退款）" hint="留空不看金额。">
              <MoneyInput fen={draft.spendFen} label="实付金额" onWrong={setNoAmount} onChange={(fen) => edit({ spendFen: fen ?? 0 })} />
            </Field>
            <Field path="spendDays" label="在最近">
              <InputNumber<number> aria-label="最近几天" min={1} max={SPEND_DAYS_MAX} precision={0} suffix="天" value={draft.spendDays} onChange={(days) => edit({ spendDays: days ?? 1 })} />
            </Field>
          </div>
          <Field path="levels" label="达到这些等级">
            <Select<string[]> mode="multiple" placeholder="不看等级" options={levels} value={[...draft.levels]} onChange={(chosen) => edit({ levels: chosen })} />
          </Field>
          <Field path="tagIds" label="进入这些标签" hint="例如 RFM 模型里的重要价值客户；标签更新后十分钟左右分配。">
            <Select<number[]> mode="multiple" showSearch={{ optionFilterProp: 'label' }} placeholder="不看标签" options={tags} value={[...draft.tagIds]} onChange={(chosen) => edit({ tagIds: chosen })} />
          </Field>
          <Field path="onConcierge" label="达到等级规则里的专属管家门槛">
            <Switch checked={draft.onConcierge} aria-label="专属管家门槛" onChange={(onConcierge) => edit({ onConcierge })} />
          </Field>
        </Panel>
        <Panel title="分给谁">
          <Field path="guides" label="导购" hint="轮流时按这里的顺序。离职的导购，名下会员会由其他导购接手。">
            <Select<string[]> mode="multiple" showSearch={{ optionFilterProp: 'label' }} placeholder="选择导购" options={guides.map((guide) => ({ value: guide.userId, label: guideText(guide) }))} value={[...draft.guides]} onChange={(chosen) => edit({ guides: chosen })} />
          </Field>
          <Field path="choice" label="分配方式">
            <Segmented<HandoverRules['choice']> value={draft.choice} options={[{ value: 'round_robin', label: '轮流' }, { value: 'least_loaded', label: '名下会员最少的' }]} onChange={(choice) => edit({ choice })} />
          </Field>
          <p className="rules-meta">{book.version === 0 ? '还没有人改过，现在是初始规则。' : <>第 {book.version} 版，{book.by} <When at={book.at} /> 保存。</>}</p>
        </Panel>
      </ConfigProvider>
      {mayWrite && (
        <div className="save-bar">
          <span className="muted save-note">{dirty ? '有未保存的修改，已留在本机' : ''}</span>
          {dirty && <Button onClick={() => reset(book.rules)}>放弃修改</Button>}
          <Button type="primary" disabled={!dirty || Object.keys(wrong).length > 0} loading={save.isPending} onClick={() => save.mutate(undefined)}>
            保存
          </Button>
        </div>
      )}
    </ProblemsProvider>
  )
}
