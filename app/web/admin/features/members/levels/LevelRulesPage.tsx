import { useQuery, useQueryClient } from '@tanstack/react-query'
import { App, Button } from 'antd'
import type { LevelMove, LevelRules, RulesPreview } from '../../../../shared/api/shapes-levels'
import { EditorFrame, useEditor } from '../../../shared/form/editor'
import { useDraft } from '../../../shared/form/useDraft'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { Failed, PageHead, PageSkeleton, Panel } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'
import { bodyOf, check, draftOf, type Draft } from './draft'
import './levels.css'
import { LevelTable } from './LevelTable'
import { WeightFields } from './WeightFields'

/** Levels as a whole have no field of their own. */
const placeOf = (field: string): string | null => (field === 'levels' ? null : field)

/** Levels and what earns growth: one form, saved under one version, its effect counted before. */
export function LevelRulesPage() {
  const rules = useQuery({ queryKey: ['level-rules'], queryFn: () => api.get<LevelRules>('/level-rules'), refetchOnWindowFocus: false })
  if (rules.isError) return <Failed error={rules.error} again={() => void rules.refetch()} />
  if (!rules.data) return <PageSkeleton />
  // Begun anew with each version: what is not saved is kept in the browser and comes back with a note.
  return <Editor key={rules.data.version} rules={rules.data} reload={() => void rules.refetch()} />
}

function Editor({ rules, reload }: { rules: LevelRules; reload: () => void }) {
  const { modal } = App.useApp()
  const queries = useQueryClient()
  const mayWrite = useCan('members.write')
  const state = useDraft<Draft>('level-rules', rules.version, draftOf(rules))
  const { draft, change } = state
  const editor = useEditor({ state, saved: draftOf(rules), found: check(draft), placeOf, changedCode: 'members.level_rules_changed' })
  const body = bodyOf(draft, rules.version)
  const save = useWrite<void, LevelRules>({
    send: () => api.put<LevelRules>('/level-rules', body),
    done: '已保存，够条件的会员正在升级',
    stale: ['members'],
    onProblem: editor.onProblem,
    after: (stored) => {
      editor.stored(draftOf(stored))
      queries.setQueryData(['level-rules'], stored)
    },
  })
  const foresee = useWrite<void, RulesPreview>({
    send: () => api.post<RulesPreview>('/level-rules/preview', body),
    onProblem: editor.onProblem,
    after: (seen) =>
      void modal.confirm({
        title: '保存会员等级规则',
        width: 520,
        content: <Effects seen={seen} />,
        okText: '保存',
        cancelText: '再看看',
        onOk: () => save.mutateAsync().then(() => undefined, () => undefined),
      }),
  })
  return (
    <EditorFrame
      editor={editor}
      mayWrite={mayWrite}
      head={<PageHead title="会员等级" note="成长值是近 365 天的合计：达到就升级，等级保留一年，每年复核一次。" />}
      what="等级规则"
      since="上次"
      reload={reload}
      alone="level-editor"
      giveUp={editor.restart}
      idle="没有未保存的修改"
      bar={
        <Button type="primary" disabled={!state.dirty} loading={foresee.isPending || save.isPending} onClick={() => editor.isRight() && foresee.mutate()}>
          看影响并保存
        </Button>
      }
    >
      <Panel title="等级与权益" extra="降级只在年度复核时发生">
        <LevelTable draft={draft} sizes={rules.sizes} change={change} />
      </Panel>
      <WeightFields weights={draft.weights} change={change} />
    </EditorFrame>
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
