import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, ConfigProvider } from 'antd'
import { useRef, useState } from 'react'
import type { Problem } from '../../../../shared/api/problem'
import type { LevelMove, LevelRules, RulesPreview } from '../../../../shared/api/shapes-levels'
import { ProblemsProvider, type FieldProblems } from '../../../shared/form/Field'
import '../../../shared/form/editor.css'
import { useDraft } from '../../../shared/form/useDraft'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { Failed, PageHead, PageSkeleton, Panel } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'
import { bodyOf, check, draftOf, type Draft } from './draft'
import './levels.css'
import { LevelTable } from './LevelTable'
import { WeightFields } from './WeightFields'

/** Levels and what earns growth: one form, saved under one version, its effect counted before. */
export function LevelRulesPage() {
  const rules = useQuery({ queryKey: ['level-rules'], queryFn: () => api.get<LevelRules>('/level-rules'), refetchOnWindowFocus: false })
  if (rules.isError) return <Failed error={rules.error} again={() => void rules.refetch()} />
  if (!rules.data) return <PageSkeleton />
  // Begun anew with each version: what is not saved is kept in the browser and comes back with a note.
  return <Editor key={rules.data.version} rules={rules.data} reload={() => void rules.refetch()} />
}

function Editor({ rules, reload }: { rules: LevelRules; reload: () => void }) {
  const { message, modal } = App.useApp()
  const queries = useQueryClient()
  const mayWrite = useCan('members.write')
  const { draft, change, dirty, restoredAt, outdated, reset } = useDraft<Draft>('level-rules', rules.version, draftOf(rules))
  const [problems, setProblems] = useState<FieldProblems>({})
  const [conflict, setConflict] = useState(false)
  const form = useRef<HTMLDivElement>(null)
  const body = bodyOf(draft, rules.version)

  const show = (found: FieldProblems): void => {
    setProblems(found)
    const [first] = Object.keys(found)
    // After React has drawn the message.
    if (first) requestAnimationFrame(() => form.current?.querySelector(`[data-field="${CSS.escape(first)}"]`)?.scrollIntoView({ block: 'center', behavior: 'smooth' }))
  }
  const onProblem = (problem: Problem): boolean => {
    if (problem.code === 'members.level_rules_changed') setConflict(true)
    else if (problem.field && problem.field !== 'levels') show({ [problem.field]: problem.detail })
    else return false
    return true
  }
  const save = useWrite({
    send: () => api.put<LevelRules>('/level-rules', body),
    done: '已保存，够条件的会员正在升级',
    stale: ['members'],
    onProblem,
    after: (stored) => {
      setConflict(false)
      setProblems({})
      reset(draftOf(stored))
      queries.setQueryData(['level-rules'], stored)
    },
  })
  const foresee = useWrite({
    send: () => api.post<RulesPreview>('/level-rules/preview', body),
    onProblem,
    after: (seen) =>
      void modal.confirm({
        title: '保存会员等级规则',
        width: 520,
        content: <Effects seen={seen} />,
        okText: '保存',
        cancelText: '再看看',
        onOk: () => save.mutateAsync(undefined).then(() => undefined, () => undefined),
      }),
  })
  const ask = (): void => {
    const found = check(draft)
    show(found)
    if (Object.keys(found).length) void message.warning(`还有 ${Object.keys(found).length} 处要填好`)
    else foresee.mutate(undefined)
  }
  const giveUp = (): void => {
    setProblems({})
    reset(draftOf(rules))
  }

  return (
    <ProblemsProvider value={problems}>
      <PageHead title="会员等级" note="成长值是近 365 天的合计：达到就升级，等级保留一年，每年复核一次。" />
      {restoredAt && (
        <Alert
          className="editor-note"
          type={outdated ? 'warning' : 'info'}
          showIcon
          title={`已恢复您上次没有保存的修改${outdated ? '；此后别人保存过规则，请核对后再保存' : ''}。`}
          action={
            <Button size="small" onClick={giveUp}>
              放弃这些修改
            </Button>
          }
        />
      )}
      {conflict && (
        <Alert
          className="editor-note"
          type="warning"
          showIcon
          title="别人刚刚保存过等级规则，您的修改还在。取来最新版本后核对，再保存一次。"
          action={
            <Button
              size="small"
              onClick={() => {
                setConflict(false)
                reload()
              }}
            >
              取最新版本
            </Button>
          }
        />
      )}
      <div ref={form} className={mayWrite ? 'level-editor' : 'level-editor editor-locked'}>
        <ConfigProvider componentDisabled={!mayWrite}>
          <Panel title="等级与权益" extra="降级只在年度复核时发生">
            <LevelTable draft={draft} sizes={rules.sizes} change={change} />
          </Panel>
          <WeightFields weights={draft.weights} change={change} />
        </ConfigProvider>
      </div>
      {mayWrite && (
        <div className="save-bar">
          <span className="muted save-note">{dirty ? '有未保存的修改，已留在本机' : '没有未保存的修改'}</span>
          {dirty && <Button onClick={giveUp}>放弃修改</Button>}
          <Button type="primary" disabled={!dirty} loading={foresee.isPending || save.isPending} onClick={ask}>
            看影响并保存
          </Button>
        </div>
      )}
    </ProblemsProvider>
  )
}

/** What will happen, in numbers, before it happens. */
function Effects({ seen }: { seen: RulesPreview }) {
  const line = (move: LevelMove): string => `${move.fromName} → ${move.toName}：${move.members.toLocaleString('zh-CN')} 人`
  return (
    <div className="level-effects">
      <p>
        全部 {seen.members.toLocaleString('zh-CN')} 位会员中，{seen.text}（按现在的规则是 {seen.fallingNow.toLocaleString('zh-CN')} 位）。
      </p>
      {seen.rising.length > 0 && <Moves title="立即升级" moves={seen.rising.map(line)} />}
      {seen.falling.length > 0 && <Moves title="下次复核时会降级" moves={seen.falling.map(line)} />}
      <p className="muted">新的折扣和权益对以后的订单生效，已经下的订单不变。</p>
    </div>
  )
}

function Moves({ title, moves }: { title: string; moves: string[] }) {
  return (
    <>
      <b>{title}</b>
      <ul className="effects">
        {moves.map((move) => (
          <li key={move}>{move}</li>
        ))}
      </ul>
    </>
  )
}
