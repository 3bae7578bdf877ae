import { useQueryClient } from '@tanstack/react-query'
import { Alert, App, Button, ConfigProvider, Input } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { MomentDetail, MomentView } from '../../../shared/api/shapes-community'
import { Field, ProblemsProvider, type FieldProblems } from '../../shared/form/Field'
import { MomentInput } from '../../shared/form/MomentInput'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag } from '../../shared/ui/bits'
import { PageHead, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { checkMoment, MOMENT_TEXT, MOMENT_TONE, momentBodyOf, TEXT_MAX, type MomentDraft } from './moment-words'
import { MomentAlong, MomentReach } from './MomentFields'
import { MomentPhone } from './MomentPhone'
import { useProducts } from './post-data'
import './posts.css'

const FIELDS = /^(text|pictureIds|link|guideIds|tagIds|plannedAt)\b/
type Act = 'save' | 'plan' | 'take-back' | 'cancel' | 'copy'
const DONE: Record<Act, string> = { save: '已保存', plan: '已安排，到点后交给导购', 'take-back': '已撤回，现在是草稿', cancel: '已取消', copy: '已复制，是一份草稿' }

/** Form left, the moment as a customer sees it right. */
export function MomentEditor({ moment, saved, reload }: { moment: MomentView | null; saved: MomentDraft; reload: () => void }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const mayWrite = useCan('community.write')
  const state = useDraft<MomentDraft>(`moment.${moment?.id ?? 'new'}`, moment?.version ?? 0, saved)
  const { draft, change, dirty } = state
  const [tried, setTried] = useState(false)
  const [refused, setRefused] = useState<{ draft: MomentDraft; problems: FieldProblems } | null>(null)
  const [words, setWords] = useState('')
  const product = (useProducts(words).data ?? []).find((one) => one.id === draft.productId)
  const found = checkMoment(draft)
  const act = useWrite<Act, MomentDetail>({
    send: async (what) => {
      if (moment && (what === 'copy' || what === 'cancel')) return api.post(`/moments/${moment.id}/${what}`)
      if (moment && what === 'take-back') return api.post(`/moments/${moment.id}/${what}`, { version: moment.version })
      let known: MomentView | null = moment
      if (!moment) known = (await api.post<MomentDetail>('/moments', momentBodyOf(draft))).moment
      else if (dirty || what === 'save') known = (await api.put<MomentDetail>(`/moments/${moment.id}`, { ...momentBodyOf(draft), version: moment.version })).moment
      if (known && !moment) {
        // It exists from here on, whatever becomes of the plan.
        state.reset(saved)
        void navigate(`/moments/${known.id}`, { replace: true })
      }
      const place = `/moments/${known?.id ?? ''}`
      return what === 'plan' ? api.post<MomentDetail>(`${place}/plan`, { version: known?.version }) : api.get<MomentDetail>(place)
    },
    done: (_, what) => DONE[what],
    stale: ['moments'],
    after: (stored) => {
      state.reset(saved)
      queries.setQueryData(['moment', stored.moment.id], stored)
      void navigate(`/moments/${stored.moment.id}`, { replace: true })
    },
    onProblem: (problem) => {
      void queries.invalidateQueries({ queryKey: ['moments'] })
      if (moment) reload()
      const field = problem.field && FIELDS.exec(problem.field)?.[1]
      if (field) setRefused({ draft, problems: { [field]: problem.detail } })
      return Boolean(field)
    },
  })
  const tryAct = (what: Act): void => {
    const count = Object.keys(found).length
    setTried(count > 0)
    if (count) void message.warning(`还有 ${count} 处要填好`)
    else act.mutate(what)
  }
  const askCancel = (): void => void modal.confirm({ title: '取消这条朋友圈', content: '取消后不会再交给导购，也不能恢复；可以复制一条再用。', okText: '取消朋友圈', okButtonProps: { danger: true }, cancelText: '先不', onOk: () => act.mutate('cancel') })
  const isLink = draft.along === 'link'
  const link = isLink && draft.productId ? { title: draft.title || product?.title || (moment?.linkTitle ?? '商品'), pictureUrl: product?.coverUrl ?? moment?.linkPictureUrl ?? null } : null
  return (
    <ProblemsProvider value={{ ...(tried ? found : {}), ...(refused?.draft === draft ? refused.problems : {}) }}>
      <PageHead back={{ to: '/moments', text: '朋友圈' }} title={moment ? '朋友圈内容' : '新建朋友圈'} note={moment && <StateTag state={MOMENT_TONE[moment.state]} text={MOMENT_TEXT[moment.state]} />} />
      {state.restoredAt && <Alert className="editor-note" type={state.outdated ? 'warning' : 'info'} showIcon title={`已恢复您没有保存的修改${state.outdated ? '；此后别人保存过，请核对后再保存' : ''}。`} action={<Button size="small" onClick={() => state.reset(saved)}>放弃这些修改</Button>} />}
      <div className="editor">
        <div className={mayWrite ? 'editor-form' : 'editor-form editor-locked'}>
          <ConfigProvider componentDisabled={!mayWrite}>
            <Panel title="发什么">
              <Field path="text" label="文字" required hint={`已用 ${[...draft.text.trim()].length} / ${TEXT_MAX} 字`}>
                <Input.TextArea aria-label="文字" autoSize={{ minRows: 5, maxRows: 16 }} value={draft.text} onChange={(event) => change({ text: event.target.value })} />
              </Field>
              <MomentAlong draft={draft} change={change} locked={!mayWrite} knownTitle={moment?.linkTitle ?? null} words={words} search={setWords} />
            </Panel>
            <Panel title="谁来发，谁能看，什么时候发">
              <MomentReach draft={draft} change={change} />
              <Field path="plannedAt" label="发表时间" required hint="到点后导购收到任务，两小时没有发表会提醒一次。">
                <MomentInput label="发表时间" value={draft.plannedAt} onChange={(plannedAt) => change({ plannedAt })} />
              </Field>
            </Panel>
          </ConfigProvider>
        </div>
        <aside className="editor-side">
          <Panel title="客户看到的">
            <MomentPhone guide="导购" text={draft.text} pictureUrls={isLink ? [] : draft.pictures.map((one) => one.url)} link={link} />
          </Panel>
        </aside>
      </div>
      {mayWrite && (
        <div className="save-bar">
          <span className="muted save-note">{dirty ? '有未保存的修改，已留在本机' : ''}</span>
          {moment && <Button loading={act.isPending} onClick={() => act.mutate('copy')}>复制</Button>}
          {moment && <Button danger onClick={askCancel}>取消朋友圈</Button>}
          {moment?.state === 'planned' && <Button onClick={() => act.mutate('take-back')}>撤回为草稿</Button>}
          <Button disabled={moment !== null && !dirty} loading={act.isPending} onClick={() => tryAct('save')}>{moment ? '保存' : '存为草稿'}</Button>
          {moment?.state !== 'planned' && <Button type="primary" loading={act.isPending} onClick={() => tryAct('plan')}>安排发表</Button>}
        </div>
      )}
    </ProblemsProvider>
  )
}
