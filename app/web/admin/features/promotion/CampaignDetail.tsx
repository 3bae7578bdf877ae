import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button, Tabs } from 'antd'
import { useState } from 'react'
import { Link, useNavigate } from 'react-router'
import type { CampaignView } from '../../../shared/api/shapes-promotion'
import { price } from '../../../shared/format/money'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { Figure, StateTag } from '../../shared/ui/bits'
import { Facts, PageHead, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { activityTab } from './activity-tabs'
import { ActivityTable } from './ActivityTable'
import { copyOf } from './campaign-draft'
import { useGoods, useLevels } from './data'
import { DetailItems } from './DetailItems'
import { earlyText } from './early'
import { EffectChart } from './EffectChart'
import { stopEffects } from './figures'
import { ReasonDialog } from '../../shared/ui/ReasonDialog'
import { ScopeWords } from './ScopeWords'
import { spanText } from './shanghai'
import { countText, KIND_TEXT, PHASE_TEXT, PHASE_TONE, STAGES } from './words'

/** A published campaign: what it brought, what is left of it, and the button that ends it. */
export function CampaignDetail({ campaign, stale }: { campaign: CampaignView; stale: boolean }) {
  const navigate = useNavigate()
  const queries = useQueryClient()
  const mayWrite = useCan('promotions.write')
  const [stopping, setStopping] = useState(false)
  const { effect, rule } = campaign
  const levels = useLevels()
  const parts = rule.type === 'bundle' ? rule.parts.map((part) => part.skuId) : []
  const scope = 'scope' in rule ? rule.scope : null
  const { goods } = useGoods(parts, scope ? [...(scope.kind === 'products' ? scope.ids : []), ...scope.excludedProductIds] : [])
  const stop = useWrite({
    send: (reason: string) => api.post<CampaignView>(`/campaigns/${campaign.id}/stop`, { reason }),
    done: '活动已停止',
    stale: ['campaigns'],
    after: (stored) => {
      setStopping(false)
      queries.setQueryData(['campaign', stored.id], stored)
    },
  })
  const copy = useWrite({
    send: () => api.post<CampaignView>('/campaigns', copyOf(campaign, Date.now())),
    done: '已复制成草稿',
    stale: ['campaigns'],
    after: (stored) => void navigate(`/campaigns/${stored.id}`),
  })
  const isOpen = campaign.phase === 'running' || campaign.phase === 'scheduled'
  const tab = activityTab(campaign.kind)
  const main = (
    <>
      <dl className="figures">
        <Figure name="付款订单" value={countText(effect.orders)} note={effect.waiting ? `另有 ${effect.waiting} 单等付款` : undefined} />
        <Figure name="买家" value={countText(effect.buyers)} note={`新客 ${countText(effect.buyersNew)}`} />
        {campaign.items.length > 0 && <Figure name="卖出" value={`${countText(effect.units)} 件`} />}
        <Figure name="实付" value={price(effect.paidFen)} note={effect.refundedFen ? `退回 ${price(effect.refundedFen)}` : undefined} />
        <Figure name="优惠成本" value={price(effect.offFen)} note={effect.paidFen ? `实付的 ${((effect.offFen / effect.paidFen) * 100).toFixed(1)}%` : undefined} />
      </dl>
      <EffectChart campaign={campaign} />
      <DetailItems campaign={campaign} goods={goods} />
    </>
  )
  return (
    <>
      <PageHead
        back={{ to: '/campaigns', text: '活动' }}
        title={campaign.name}
        note={
          <>
            <StateTag state={PHASE_TONE[campaign.phase]} text={PHASE_TEXT[campaign.phase]} /> {KIND_TEXT[campaign.kind]} · {campaign.ruleText}
          </>
        }
        actions={
          mayWrite && (
            <>
              <Button loading={copy.isPending} onClick={() => copy.mutate(undefined)}>
                复制
              </Button>
              {isOpen && (
                <Button danger onClick={() => setStopping(true)}>
                  停止活动
                </Button>
              )}
            </>
          )
        }
      />
      {stale && <Alert className="editor-note" type="warning" showIcon title="没有取到新的数据，下面是刚才的。" />}
      <div className="detail-layout">
        <div className="detail-main">
          {tab ? (
            <Tabs
              items={[
                { key: 'effect', label: '效果', children: main },
                { key: tab.path, label: tab.name, children: <ActivityTable campaignId={campaign.id} kind={tab.path} /> },
              ]}
            />
          ) : (
            main
          )}
        </div>
        <aside className="detail-side">
          {isOpen && campaign.conflicts.length > 0 && (
            <Panel title={`遇到 ${campaign.conflicts.length} 个活动`}>
              <ul className="conflict-list">
                {campaign.conflicts.map((conflict) => (
                  <li key={conflict.campaignId}>
                    <Link to={`/campaigns/${conflict.campaignId}`}>{conflict.name}</Link>
                    <small>{conflict.text}</small>
                  </li>
                ))}
              </ul>
            </Panel>
          )}
          <Panel title="规则">
            <Facts
              items={[
                ['开始', exactTime(campaign.startsAt).slice(0, 16)],
                ['结束', exactTime(campaign.endsAt).slice(0, 16)],
                ['持续', spanText(campaign.startsAt, campaign.endsAt)],
                campaign.opensEarly && ['会员提前购', earlyText(levels.data?.items ?? [], rule, campaign.startsAt) || '现在没有等级有提前分钟数'],
                ['标签', campaign.label],
                ['优先级', campaign.priority],
                scope !== null && ['范围', <ScopeWords key="scope" scope={scope} goods={goods} />],
                rule.type === 'timed_price' && ['给谁', rule.levelCodes.length ? `${rule.levelCodes.length} 个等级的会员` : '所有人'],
                ['可以一起用', STAGES.filter(({ stage }) => campaign.stacks.includes(stage)).map(({ name }) => name.replace('叠加', '')).join('、') || '都不可以'],
              ]}
            />
          </Panel>
        </aside>
      </div>
      {stopping && (
        <ReasonDialog title={`停止「${campaign.name}」`} effects={stopEffects(campaign)} label="停止原因，会写进审计" okText="确认停止" pending={stop.isPending} close={() => setStopping(false)} done={(reason) => stop.mutate(reason)} />
      )}
    </>
  )
}
