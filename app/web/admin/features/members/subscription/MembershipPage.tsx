import { Tabs } from 'antd'
import { useSearchParams } from 'react-router'
import { PageHead } from '../../../shared/ui/page'
import { NumbersPanel } from './NumbersPanel'
import { SettingsTab } from './SettingsTab'
import { SubscriberTable } from './SubscriberTable'
import './membership.css'

/** Paid memberships: how many pay, who, and on what terms. */
export function MembershipPage() {
  const [search, setSearch] = useSearchParams()
  return (
    <>
      <PageHead title="付费会员" note="月度和年度会员、试用、自动续费。价格和规则的改动会记入审计。" />
      <NumbersPanel />
      <Tabs
        activeKey={search.get('tab') ?? 'members'}
        onChange={(tab) => setSearch(tab === 'members' ? {} : { tab })}
        destroyOnHidden
        items={[
          { key: 'members', label: '会员', children: <SubscriberTable /> },
          { key: 'settings', label: '方案与规则', children: <SettingsTab /> },
        ]}
      />
    </>
  )
}
