import { Button, Progress } from 'antd'
import { useState } from 'react'
import type { GrantView, TemplateView } from '../../../shared/api/shapes-promotion'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { When } from '../../shared/ui/bits'
import { Empty, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { grantPercent } from './coupon-draft'
import { GrantDialog } from './GrantDialog'
import { countText } from './words'

/** Coupons given to many members at once, with how far each of these is. */
export function GrantsPanel({ template, keep }: { template: TemplateView; keep: (stored: TemplateView) => void }) {
  const mayWrite = useCan('promotions.write')
  const [open, setOpen] = useState(false)
  const stop = useWrite({ send: (grant: GrantView) => api.post<TemplateView>(`/coupon-templates/${template.id}/grants/${grant.id}/stop`), done: '已停止发放，发出去的不受影响', after: keep })
  const { grants } = template
  const running = grants.filter((grant) => grant.state === 'running').length
  return (
    <Panel
      title={running ? `正在发放，${running} 个任务` : grants.length ? `发放过 ${grants.length} 次` : '批量发放'}
      extra={
        mayWrite && template.state === 'published' && (
          <Button size="small" type="primary" onClick={() => setOpen(true)}>
            发给会员
          </Button>
        )
      }
    >
      {grants.length === 0 && <Empty title="还没有发放过" hint={template.state === 'published' ? '可以按会员等级发，或贴入会员编号。' : '已停止领取，不能再发放。'} />}
      <ul className="grant-list">
        {grants.map((grant) => (
          <li key={grant.id}>
            <span className="line-between">
              <b>{grant.name}</b>
              <span className="muted small">
                {grant.createdBy} · <When at={grant.createdAt} />
              </span>
            </span>
            <Progress format={(percent) => `${percent}%`} percent={grantPercent(grant)} status={grant.state === 'running' ? 'active' : grant.state === 'done' ? 'success' : 'normal'} aria-label={`${grant.name}的进度`} />
            <span className="line-between">
              <span className="muted">
                {grant.state === 'stopped' && '已停止，'}共 {countText(grant.total)} 位，发出 {countText(grant.granted)} 张
                {grant.passedOver > 0 && `，跳过 ${countText(grant.passedOver)} 位（已领满或券已发完）`}
              </span>
              {mayWrite && grant.state === 'running' && (
                <Button size="small" danger loading={stop.isPending} onClick={() => stop.mutate(grant)}>
                  停止发放
                </Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {open && (
        <GrantDialog
          template={template}
          close={() => setOpen(false)}
          keep={(stored) => {
            setOpen(false)
            keep(stored)
          }}
        />
      )}
    </Panel>
  )
}
