import { useQuery } from '@tanstack/react-query'
import { Button, Select, Table, Tag } from 'antd'
import { useState } from 'react'
import type { AllowancePage as Page, AllowanceRule, AllowanceUse } from '../../../shared/api/shapes-guides'
import { price } from '../../../shared/format/money'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { AllowanceDialog } from './AllowanceDialog'
import './community.css'
import { useCoupons } from './live-code-data'

const KEY = 'guide-allowances'

const monthText = (month: string): string => `${month.slice(0, 4)} 年 ${Number(month.slice(5, 7))} 月`

const refundText = ({ refundMaxFen }: AllowanceRule): string => (refundMaxFen ? `售后单笔 ${price(refundMaxFen)} 以内可处理` : '售后只能查看')
const bound = (rule: AllowanceRule): string => {
  const coupons = rule.couponsMax === null ? '不限张数' : `${rule.couponsMax} 张`
  return `${coupons}，${rule.valueMaxFen === null ? '不限金额' : price(rule.valueMaxFen)}`
}

export function AllowancePage() {
  const page = useQuery({ queryKey: [KEY], queryFn: ({ signal }) => api.get<Page>('/guide-allowances', {}, signal) })
  const mayWrite = useCan('community.write')
  const [open, setOpen] = useState<{ guide: string; name: string; rule: AllowanceRule | null } | null>(null)
  if (page.isError && !page.data) return <Failed error={page.error} again={() => void page.refetch()} />
  if (!page.data) return <PageSkeleton />
  const rules = new Map(page.data.rules.map((rule) => [rule.guide, rule]))
  const common = rules.get('') ?? null
  const edit = (guide: string, name: string) => mayWrite && <Button type="link" onClick={() => setOpen({ guide, name, rule: rules.get(guide) ?? null })}>修改</Button>
  return (
    <>
      <PageHead title="导购额度" note={`导购每月能发多少优惠券、单笔售后能处理到多少，现在是 ${monthText(page.data.month)}。用完或超出时，导购看到原因。`} />
      <Panel title="所有导购" extra={edit('', '所有导购')}>
        {common ? <p>每人每月发券 {bound(common)}；{refundText(common)}</p> : <p className="muted">还没有设置，导购现在不能发券，售后只能查看。</p>}
      </Panel>
      <Templates key={page.data.templates.map((one) => one.templateId).join()} page={page.data} mayWrite={mayWrite} />
      <Panel title="本月用量" flush>
        <Table<AllowanceUse>
          rowKey="guide"
          dataSource={page.data.uses}
          pagination={false}
          scroll={{ x: 560 }}
          locale={{ emptyText: <Empty title="还没有导购" hint="同步企业微信之后，能联系客户的员工会出现在这里。" /> }}
          columns={[
            { title: '导购', render: (_, use) => <span className="nowrap">{use.guideName}</span> },
            { title: '额度', render: (_, use) => { const own = rules.get(use.guide); return own ? <>{bound(own)}；{refundText(own)} <Tag>单独设置</Tag></> : <span className="muted">通用额度</span> } },
            { title: '已发', align: 'right', render: (_, use) => <span className="nowrap">{use.coupons} 张</span> },
            { title: '已用金额', align: 'right', render: (_, use) => price(use.valueFen) },
            { title: '', width: 90, render: (_, use) => edit(use.guide, use.guideName) },
          ]}
        />
      </Panel>
      {open && <AllowanceDialog key={open.guide} {...open} commonRefundFen={common?.refundMaxFen ?? 0} close={() => setOpen(null)} />}
    </>
  )
}

function Templates({ page, mayWrite }: { page: Page; mayWrite: boolean }) {
  const coupons = useCoupons()
  const saved = page.templates.map((one) => one.templateId)
  const [chosen, setChosen] = useState<string[]>(saved)
  const known = new Map([...(coupons.data ?? []).map((one) => [one.id, one.name] as const), ...page.templates.map((one) => [one.templateId, `${one.name}（${one.refusal ?? `每张占 ${price(one.worthFen)}`}）`] as const)])
  const save = useWrite({ send: () => api.put<Page>('/guide-allowances/templates', { templateIds: chosen }), done: '已保存', stale: [KEY] })
  const changed = [...chosen].sort().join() !== [...saved].sort().join()
  return (
    <Panel title="导购可以发的优惠券" extra={mayWrite && <Button type="primary" size="small" disabled={!changed} loading={save.isPending} onClick={() => save.mutate(undefined)}>保存</Button>}>
      <Select<string[]> mode="multiple" className="allowance-coupons" aria-label="导购可以发的优惠券" disabled={!mayWrite} placeholder="选择已发布的优惠券" value={chosen} options={[...known].map(([value, label]) => ({ value, label }))} showSearch={{ optionFilterProp: 'label' }} onChange={setChosen} />
      <p className="muted">没有封顶的折扣券不能由导购发放：它不占额度，发多少都没有尽头。</p>
    </Panel>
  )
}
