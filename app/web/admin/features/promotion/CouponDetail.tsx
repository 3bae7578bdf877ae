import { useQueryClient } from '@tanstack/react-query'
import { Alert, Button } from 'antd'
import { useState } from 'react'
import type { TemplateView } from '../../../shared/api/shapes-promotion'
import { price } from '../../../shared/format/money'
import { exactTime } from '../../../shared/format/time'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { Figure, StateTag } from '../../shared/ui/bits'
import { Facts, PageHead, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { QuotaBar } from './bits'
import { ChannelsPanel } from './ChannelsPanel'
import { couponOf, validityText } from './coupon-draft'
import { CouponReach } from './CouponReach'
import { useGoods } from './data'
import { GrantsPanel } from './GrantsPanel'
import { ReasonDialog } from '../../shared/ui/ReasonDialog'
import { ScopeWords } from './ScopeWords'
import { COUPON_KIND_TEXT, countText, LAYER_TEXT, TEMPLATE_STATE_TEXT, TEMPLATE_TONE } from './words'

/** A published coupon: what became of it, how it reaches members, and how it ends. */
export function CouponDetail({ template, stale }: { template: TemplateView; stale: boolean }) {
  const queries = useQueryClient()
  const mayWrite = useCan('promotions.write')
  const [asking, setAsking] = useState<'stop' | 'revoke' | 'more' | null>(null)
  const { figures, rule } = template
  const { goods } = useGoods(rule.giftSkuId ? [rule.giftSkuId] : [], [...(rule.scope.kind === 'products' ? rule.scope.ids : []), ...rule.scope.excludedProductIds])
  const keep = (stored: TemplateView): void => {
    setAsking(null)
    queries.setQueryData(['coupon', stored.id], stored)
  }
  const stop = useWrite({ send: (_: string) => api.post<TemplateView>(`/coupon-templates/${template.id}/stop`), done: '已停止领取', stale: ['coupons'], after: keep })
  const revoke = useWrite({
    send: (reason: string) => api.post<{ count: number }>(`/coupon-templates/${template.id}/revoke`, { reason }),
    done: ({ count }) => `收回了 ${countText(count)} 张`,
    stale: ['coupons', 'coupon'],
    after: () => setAsking(null),
  })
  const rate = figures.claimed ? `使用率 ${Math.round((figures.used / figures.claimed) * 100)}%` : undefined
  return (
    <>
      <PageHead
        back={{ to: '/coupons', text: '优惠券' }}
        title={template.name}
        note={
          <>
            <StateTag state={TEMPLATE_TONE[template.state]} text={TEMPLATE_STATE_TEXT[template.state]} /> {template.summary}
          </>
        }
        actions={
          mayWrite && (
            <>
              {template.state === 'published' && <Button onClick={() => setAsking('more')}>加量或延期</Button>}
              {template.state === 'published' && (
                <Button danger onClick={() => setAsking('stop')}>
                  停止领取
                </Button>
              )}
              {template.state === 'stopped' && figures.held > 0 && (
                <Button danger onClick={() => setAsking('revoke')}>
                  收回未使用的
                </Button>
              )}
            </>
          )
        }
      />
      {stale && <Alert className="editor-note" type="warning" showIcon title="没有取到新的数据，下面是刚才的。" />}
      <div className="detail-layout">
        <div className="detail-main">
          <dl className="figures">
            <Figure name="已领" value={countText(figures.claimed)} note={<QuotaBar quota={template.total} taken={template.claimed} />} />
            <Figure name="已用" value={countText(figures.used)} note={rate} />
            <Figure name="未用" value={countText(figures.held)} note={figures.locked ? `${figures.locked} 张在待付款订单里` : undefined} />
            <Figure name="过期 / 收回" value={`${countText(figures.expired)} / ${countText(figures.revoked)}`} />
            <Figure name="优惠成本" value={price(figures.offFen)} note={`用券订单实付 ${price(figures.paidFen)}`} />
          </dl>
          <GrantsPanel template={template} keep={keep} />
          <ChannelsPanel template={template} keep={keep} />
        </div>
        <aside className="detail-side">
          <Panel title="规则">
            <Facts
              items={[
                ['类型', COUPON_KIND_TEXT[rule.kind]],
                ['哪一层', LAYER_TEXT[rule.layer]],
                ['范围', <ScopeWords key="scope" scope={rule.scope} goods={goods} />],
                ['和其他券', rule.isExclusive ? '不能一起用' : '可以一起用'],
                ['每人最多', `${template.perMemberMax} 张`],
                ['领取', `${exactTime(template.claimFrom).slice(0, 16)} 至 ${exactTime(template.claimUntil).slice(0, 16)}`],
                ['使用', validityText(couponOf(template))],
                ['整单退款', template.returnsOnRefund ? '退回' : '不退回'],
                ['领券中心', template.isListed ? '显示' : '不显示'],
              ]}
            />
          </Panel>
        </aside>
      </div>
      {asking === 'stop' && (
        <ReasonDialog
          title={`停止领取「${template.name}」`}
          effects={[`还剩 ${countText(template.total - template.claimed)} 张，不能再领、也不能再发`, `会员手里的 ${countText(figures.held)} 张照常能用`, '停止后不能再开启']}
          label={null}
          okText="停止领取"
          pending={stop.isPending}
          close={() => setAsking(null)}
          done={(reason) => stop.mutate(reason)}
        />
      )}
      {asking === 'revoke' && (
        <ReasonDialog
          title="收回未使用的优惠券"
          effects={[`会员手里的 ${countText(figures.held)} 张会失效`, figures.locked ? `${countText(figures.locked)} 张在待付款订单里，订单取消时一并收回` : '已经用掉的不受影响', '收回后找不回来']}
          label="收回原因，会写进审计"
          okText="确认收回"
          pending={revoke.isPending}
          close={() => setAsking(null)}
          done={(reason) => revoke.mutate(reason)}
        />
      )}
      {asking === 'more' && <CouponReach template={template} keep={keep} close={() => setAsking(null)} />}
    </>
  )
}
