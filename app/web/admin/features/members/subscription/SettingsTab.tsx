import { useQuery } from '@tanstack/react-query'
import { Alert, Button, Form, Input, InputNumber, Select, Skeleton, Switch } from 'antd'
import type { MembershipPlan, MembershipRules, MembershipSettings } from '../../../../shared/api/shapes-subscription'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { Failed, Panel } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'

const FEN = 100
const STALE = ['membership-settings', 'membership-numbers']

/** The plans and the rules of renewing. */
export function SettingsTab() {
  const settings = useQuery({ queryKey: ['membership-settings'], queryFn: ({ signal }) => api.get<MembershipSettings>('/subscription/settings', {}, signal) })
  const mayWrite = useCan('members.write')
  if (settings.isError) return <Failed error={settings.error} again={() => void settings.refetch()} />
  if (!settings.data) return <Skeleton active paragraph={{ rows: 8 }} />
  return (
    <>
      {!settings.data.autoRenewAvailable && <Alert type="info" showIcon className="membership-note" message="还没有配置微信支付的委托代扣，会员到期不自动续费，小程序里也这样写明。" />}
      <div className="membership-grid">
        {settings.data.plans.map((plan) => <PlanForm key={plan.code} plan={plan} mayWrite={mayWrite} />)}
        <RulesForm rules={settings.data.rules} mayWrite={mayWrite} />
      </div>
    </>
  )
}

interface PlanValues { name: string; priceYuan: number; trialDays: number; pricePercent: number; freeFreight: boolean; pointsPercent: number; onSale: boolean }

function PlanForm({ plan, mayWrite }: { plan: MembershipPlan; mayWrite: boolean }) {
  const save = useWrite({
    send: ({ priceYuan, ...values }: PlanValues) => api.put<MembershipPlan>(`/subscription/plans/${plan.code}`, { ...values, priceFen: Math.round(priceYuan * FEN) }),
    done: (saved) => `「${saved.name}」已保存`,
    stale: STALE,
  })
  const initial: PlanValues = { name: plan.name, priceYuan: plan.priceFen / FEN, trialDays: plan.trialDays, pricePercent: plan.pricePercent, freeFreight: plan.freeFreight, pointsPercent: plan.pointsPercent, onSale: plan.onSale }
  return (
    <Panel title={plan.code === 'monthly' ? '按月' : '按年'}>
      <Form<PlanValues> layout="vertical" requiredMark={false} disabled={!mayWrite} initialValues={initial} onFinish={(values) => save.mutate(values)}>
        <Form.Item name="name" label="名称" rules={[{ required: true, whitespace: true, message: '请填写名称' }]}><Input maxLength={12} /></Form.Item>
        <Form.Item name="priceYuan" label="价格（元）" extra="只影响之后的购买和续费" rules={[{ required: true, message: '请填写价格' }]}><InputNumber min={0.02} max={10_000} precision={2} /></Form.Item>
        <Form.Item name="trialDays" label="试用天数" extra="每人一生一次，0 为不试用" rules={[{ required: true, message: '请填写天数' }]}><InputNumber min={0} max={31} precision={0} /></Form.Item>
        <Form.Item name="pricePercent" label="会员价（原价的百分之几）" extra="与等级价比，取更低的" rules={[{ required: true, message: '请填写' }]}><InputNumber min={50} max={100} precision={0} /></Form.Item>
        <Form.Item name="pointsPercent" label="积分（百分之几，150 为 1.5 倍）" rules={[{ required: true, message: '请填写' }]}><InputNumber min={100} max={1000} precision={0} /></Form.Item>
        <Form.Item name="freeFreight" label="包邮" valuePropName="checked"><Switch /></Form.Item>
        <Form.Item name="onSale" label="在售" extra="停售后已开通的会员照常续费" valuePropName="checked"><Switch /></Form.Item>
        {mayWrite && <Button type="primary" htmlType="submit" loading={save.isPending}>保存</Button>}
      </Form>
    </Panel>
  )
}

interface RuleValues { graceDays: number; retryDays: number[]; remindDays: number }

function RulesForm({ rules, mayWrite }: { rules: MembershipRules; mayWrite: boolean }) {
  const [form] = Form.useForm<RuleValues>()
  const save = useWrite({
    send: (values: RuleValues) => api.put<MembershipRules>('/subscription/rules', { ...values, retryDays: [...values.retryDays].sort((a, b) => a - b) }),
    done: '续费规则已保存',
    stale: STALE,
    onProblem: (problem) => {
      if (problem.field !== 'retryDays') return false
      form.setFields([{ name: 'retryDays', errors: [problem.detail] }])
      return true
    },
  })
  const days = Array.from({ length: 7 }, (_, day) => ({ value: day, label: `第 ${day} 天` }))
  return (
    <Panel title="续费规则">
      <Form<RuleValues> form={form} layout="vertical" requiredMark={false} disabled={!mayWrite} initialValues={rules} onFinish={(values) => save.mutate(values)}>
        <Form.Item name="remindDays" label="到期前几天提醒" rules={[{ required: true, message: '请填写' }]}><InputNumber min={1} max={15} precision={0} /></Form.Item>
        <Form.Item name="graceDays" label="扣款失败后的宽限天数" extra="宽限期内权益照旧，之后结束" rules={[{ required: true, message: '请填写' }]}><InputNumber min={0} max={6} precision={0} /></Form.Item>
        <Form.Item name="retryDays" label="哪几天扣款" extra="从第 0 天起，不晚于宽限期；只在 7 点到 22 点之间扣" rules={[{ required: true, message: '请选择' }]}><Select mode="multiple" options={days} /></Form.Item>
        {mayWrite && <Button type="primary" htmlType="submit" loading={save.isPending}>保存</Button>}
      </Form>
    </Panel>
  )
}
