import { App, Button } from 'antd'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import type { CampaignView } from '../../../shared/api/shapes-promotion'
import { EditorFrame, sinceText, useEditor } from '../../shared/form/editor'
import { PublishBar, usePublishing } from '../../shared/form/publishing'
import { useDraft } from '../../shared/form/useDraft'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag } from '../../shared/ui/bits'
import { PageHead } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { BasicsSection, StacksSection } from './BasicsSection'
import { bodyOf, check, draftOf, placeOf, scopeOf, type Draft } from './campaign-draft'
import { CampaignPhone } from './CampaignPhone'
import { useForeseen, useGoods } from './data'
import { publishEffects } from './figures'
import { ForeseenPanel } from './ForeseenPanel'
import { ItemsSection } from './ItemsSection'
import { RuleSection } from './RuleSection'
import { SessionsDialog } from './SessionsDialog'
import { SimulationDrawer } from './SimulationDrawer'
import { KIND_TEXT } from './words'

interface Props {
  campaign: CampaignView | null
  saved: Draft
  reload: () => void
}

/** Form left, phone right. Saving checks here first; what the server refuses lands at its field. */
export function CampaignEditor({ campaign, saved, reload }: Props) {
  const navigate = useNavigate()
  const { modal } = App.useApp()
  const mayWrite = useCan('promotions.write')
  const kind = saved.rule.type
  const state = useDraft<Draft>(`campaign.${campaign?.id ?? `new.${kind}`}`, campaign?.version ?? 0, saved)
  const { draft, change } = state
  const [open, setOpen] = useState<'simulation' | 'sessions' | null>(null)

  const scope = scopeOf(draft.rule)
  const parts = draft.rule.type === 'bundle' ? draft.rule.parts.map((part) => part.skuId) : []
  const products = [...(scope?.kind === 'products' ? scope.ids : []), ...(scope?.excludedProductIds ?? [])]
  const { goods } = useGoods([...draft.items.map((item) => item.skuId), ...parts], products)
  const found = check(draft, goods)
  const editor = useEditor({ state, saved, found, placeOf, changedCode: 'promotion.campaign_changed' })
  const whole = Object.keys(found).length === 0
  const foreseen = useForeseen(whole ? bodyOf(draft, campaign?.version ?? 0) : null, campaign?.id ?? null)

  const publishing = usePublishing<Draft, CampaignView>({
    editor,
    of: campaign,
    place: '/campaigns',
    one: 'campaign',
    stale: 'campaigns',
    body: () => bodyOf(draft, campaign?.version ?? 0),
    draftOf,
    published: (stored) => (stored.phase === 'running' ? '已发布，活动开始了' : '已发布，到时间会自动开始'),
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
  const hasSessions = draft.rule.type === 'flash' || draft.rule.type === 'timed_price'
  const section = { draft, change, goods }

  const head = (
    <PageHead
      back={{ to: '/campaigns', text: '活动' }}
      title={campaign ? draft.name || '未命名活动' : `新建${kind === 'n_for_price' ? ' ' : ''}${KIND_TEXT[kind]}`}
      note={campaign && <StateTag state="draft" text={`${KIND_TEXT[kind]} · 草稿，买家看不到`} />}
      actions={
        campaign &&
        mayWrite && (
          <>
            {hasSessions && <Button onClick={() => editor.isRight() && setOpen('sessions')}>按场次复制</Button>}
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
  )

  return (
    <>
      <EditorFrame
        editor={editor}
        mayWrite={mayWrite}
        head={head}
        what="这个活动"
        since={sinceText(state.restoredAt)}
        reload={reload}
        side={
          <>
            <ForeseenPanel whole={whole} foreseen={foreseen} />
            <CampaignPhone draft={draft} goods={goods} ruleText={whole ? (foreseen.data?.ruleText ?? null) : null} />
          </>
        }
        mayGiveUp={campaign !== null}
        idle={campaign ? '没有未保存的修改' : ''}
        bar={
          <>
            <Button onClick={() => editor.isRight() && setOpen('simulation')}>模拟</Button>
            <PublishBar of={publishing} ask={() => publishing.ask(draft.name, () => publishEffects(draft, goods, foreseen.data?.conflicts ?? [], Date.now()), 520)} />
          </>
        }
      >
        <BasicsSection {...section} />
        <RuleSection {...section} />
        <ItemsSection {...section} />
        <StacksSection {...section} />
      </EditorFrame>
      {open === 'simulation' && <SimulationDrawer body={bodyOf(draft, campaign?.version ?? 0)} close={() => setOpen(null)} />}
      {open === 'sessions' && <SessionsDialog body={bodyOf(draft, 0)} close={() => setOpen(null)} />}
    </>
  )
}
