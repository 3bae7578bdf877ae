import { useQueryClient } from '@tanstack/react-query'
import { App, Button, ConfigProvider } from 'antd'
import { useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import type { Problem } from '../../../shared/api/problem'
import type { CampaignView } from '../../../shared/api/shapes-promotion'
import { ProblemsProvider } from '../../shared/form/Field'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { BasicsSection, StacksSection } from './BasicsSection'
import { bodyOf, check, draftOf, scopeOf, type Draft } from './campaign-draft'
import { CampaignPhone } from './CampaignPhone'
import { useForeseen, useGoods } from './data'
import { EditorNotes } from './EditorNotes'
import { publishEffects } from './figures'
import { ForeseenPanel } from './ForeseenPanel'
import { ItemsSection } from './ItemsSection'
import { RuleSection } from './RuleSection'
import { SessionsDialog } from './SessionsDialog'
import { SimulationDrawer } from './SimulationDrawer'
import { useProblems } from './useProblems'
import { KIND_TEXT } from './words'

interface Props {
  campaign: CampaignView | null
  saved: Draft
  reload: () => void
}

/** Form left, phone right. Saving checks here first; what the server refuses lands at its field. */
export function CampaignEditor({ campaign, saved, reload }: Props) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const { message, modal } = App.useApp()
  const mayWrite = useCan('promotions.write')
  const kind = saved.rule.type
  const state = useDraft<Draft>(`campaign.${campaign?.id ?? `new.${kind}`}`, campaign?.version ?? 0, saved)
  const { draft, change, dirty } = state
  const [conflict, setConflict] = useState(false)
  const [open, setOpen] = useState<'simulation' | 'sessions' | null>(null)
  const form = useRef<HTMLDivElement>(null)

  const scope = scopeOf(draft.rule)
  const parts = draft.rule.type === 'bundle' ? draft.rule.parts.map((part) => part.skuId) : []
  const products = [...(scope?.kind === 'products' ? scope.ids : []), ...(scope?.excludedProductIds ?? [])]
  const { goods } = useGoods([...draft.items.map((item) => item.skuId), ...parts], products)
  const found = check(draft, goods)
  const wrong = useProblems(draft, found, form)
  const whole = Object.keys(found).length === 0
  const foreseen = useForeseen(whole ? bodyOf(draft, campaign?.version ?? 0) : null, campaign?.id ?? null)

  const onProblem = (problem: Problem): boolean => {
    if (problem.code === 'promotion.campaign_changed') {
      setConflict(true)
      return true
    }
    return wrong.refusedBy(problem)
  }
  const save = useWrite({
    send: async (then: 'stay' | 'publish') => {
      const body = bodyOf(draft, campaign?.version ?? 0)
      const stored = campaign ? await api.put<CampaignView>(`/campaigns/${campaign.id}`, body) : await api.post<CampaignView>('/campaigns', body)
      return { stored, then }
    },
    stale: ['campaigns'],
    onProblem,
    after: ({ stored, then }) => {
      wrong.forget()
      setConflict(false)
      state.reset(draftOf(stored))
      queries.setQueryData(['campaign', stored.id], stored)
      if (then === 'publish') publish.mutate(stored)
      else void message.success('已存为草稿')
      if (!campaign) void navigate(`/campaigns/${stored.id}`, { replace: true })
    },
  })
  const publish = useWrite({
    send: (of: CampaignView) => api.post<CampaignView>(`/campaigns/${of.id}/publish`),
    done: (stored) => (stored.phase === 'running' ? '已发布，活动开始了' : '已发布，到时间会自动开始'),
    stale: ['campaigns'],
    onProblem,
    after: (stored) => queries.setQueryData(['campaign', stored.id], stored),
  })
  const remove = useWrite({
    send: () => api.remove(`/campaigns/${campaign?.id}`),
    done: '草稿已删除',
    stale: ['campaigns'],
    after: () => {
      state.reset(saved)
      void navigate('/campaigns')
    },
  })
  const isRight = (): boolean => {
    const count = wrong.tried()
    if (count) void message.warning(`还有 ${count} 处要填好`)
    return count === 0
  }
  const askToPublish = (): void => {
    if (!isRight()) return
    void modal.confirm({
      title: `发布「${draft.name.trim()}」`,
      width: 520,
      content: (
        <ul className="effects">
          {publishEffects(draft, goods, foreseen.data?.conflicts ?? [], Date.now()).map((effect) => (
            <li key={effect}>{effect}</li>
          ))}
        </ul>
      ),
      okText: '发布',
      cancelText: '再看看',
      onOk: () => save.mutateAsync('publish').then(() => undefined, () => undefined),
    })
  }
  const giveUp = (): void =>
    void modal.confirm({
      title: '放弃没有保存的修改',
      content: '会回到上次保存的样子，这些修改找不回来。',
      okText: '放弃修改',
      okButtonProps: { danger: true },
      onOk: () => {
        wrong.forget()
        state.reset(saved)
      },
    })
  const hasSessions = draft.rule.type === 'flash' || draft.rule.type === 'timed_price'
  const section = { draft, change, goods }

  return (
    <ProblemsProvider value={wrong.problems}>
      <PageHead
        back={{ to: '/campaigns', text: '活动' }}
        title={campaign ? draft.name || '未命名活动' : `新建${kind === 'n_for_price' ? ' ' : ''}${KIND_TEXT[kind]}`}
        note={campaign && <StateTag state="draft" text={`${KIND_TEXT[kind]} · 草稿，买家看不到`} />}
        actions={
          campaign &&
          mayWrite && (
            <>
              {hasSessions && <Button onClick={() => isRight() && setOpen('sessions')}>按场次复制</Button>}
              <Button
                danger
                loading={remove.isPending}
                onClick={() => modal.confirm({ title: '删除这份草稿', content: '草稿没有发布过，删除不影响任何订单，但找不回来。', okText: '删除', okButtonProps: { danger: true }, onOk: () => remove.mutateAsync(undefined) })}
              >
                删除草稿
              </Button>
            </>
          )
        }
      />
      <EditorNotes
        state={state}
        what="活动"
        giveUp={giveUp}
        conflict={conflict}
        reload={() => {
          setConflict(false)
          reload()
        }}
        problems={wrong.problems}
        form={form}
      />
      <div className="editor">
        <div ref={form} className={mayWrite ? 'editor-form' : 'editor-form editor-locked'}>
          <ConfigProvider componentDisabled={!mayWrite}>
            <BasicsSection {...section} />
            <RuleSection {...section} />
            <ItemsSection {...section} />
            <StacksSection {...section} />
          </ConfigProvider>
        </div>
        <aside className="editor-side">
          <ForeseenPanel whole={whole} foreseen={foreseen} />
          <CampaignPhone draft={draft} goods={goods} ruleText={whole ? (foreseen.data?.ruleText ?? null) : null} />
        </aside>
      </div>
      {mayWrite && (
        <div className="save-bar">
          <span className="muted save-note">{dirty ? '有未保存的修改，已留在本机' : campaign ? '没有未保存的修改' : ''}</span>
          {dirty && campaign && <Button onClick={giveUp}>放弃修改</Button>}
          <Button onClick={() => isRight() && setOpen('simulation')}>模拟</Button>
          <Button disabled={!dirty && campaign !== null} loading={save.isPending && !publish.isPending} onClick={() => isRight() && save.mutate('stay')}>
            存为草稿
          </Button>
          <Button type="primary" loading={publish.isPending} onClick={askToPublish}>
            发布
          </Button>
        </div>
      )}
      {open === 'simulation' && <SimulationDrawer body={bodyOf(draft, campaign?.version ?? 0)} close={() => setOpen(null)} />}
      {open === 'sessions' && <SessionsDialog body={bodyOf(draft, 0)} close={() => setOpen(null)} />}
    </ProblemsProvider>
  )
}
