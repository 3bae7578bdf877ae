import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { Failed, PageHead, PageSkeleton } from '../../shared/ui/page'
import './community.css'
import { useWecomState } from './data'
import { NoWecom } from './NotSetUp'
import { OnJobTab } from './OnJobTab'
import { ResignedTab } from './ResignedTab'
import './transfers.css'
import { useTransferRules } from './transfer-data'
import { rulesText } from './transfer-words'
import { TransferRecords } from './TransferRecords'
import { TransferRulesDialog } from './TransferRulesDialog'

const TITLE = '客户继承'
const TABS = [
  { key: 'job', label: '在职接替' },
  { key: 'left', label: '离职继承' },
  { key: 'records', label: '接替记录' },
]

/** The address of a tab: the two guides stay, the place in the records does not. */
function withTab(params: URLSearchParams, tab: string): URLSearchParams {
  const next = new URLSearchParams([...params].filter(([name]) => name === 'from' || name === 'to'))
  if (tab !== 'job') next.set('tab', tab)
  return next
}

/** Customers go to another guide: of one who stays, of one who has left; and what has become of it. */
export function TransferPage() {
  const [params, setParams] = useSearchParams()
  const state = useWecomState(false)
  const rules = useTransferRules()
  const [ruling, setRuling] = useState(false)
  const tab = TABS.find(({ key }) => key === params.get('tab'))?.key ?? 'job'
  if (state.isError && !state.data) return <Failed error={state.error} again={() => void state.refetch()} />
  if (!state.data) return <PageSkeleton />
  if (!state.data.isOn) return <NoWecom title={TITLE} />
  return (
    <>
      <PageHead
        title={TITLE}
        note={rules.data ? `保护规则：${rulesText(rules.data.rules)}。` : '把一位导购的客户交给另一位。'}
        actions={<Button onClick={() => setRuling(true)}>保护规则</Button>}
      />
      <Tabs activeKey={tab} items={TABS} onChange={(key) => setParams(withTab(params, key))} />
      {/* What was typed stays while somebody looks at the other two. */}
      <div hidden={tab !== 'job'}>
        <OnJobTab />
      </div>
      {tab === 'left' && <ResignedTab />}
      {tab === 'records' && <TransferRecords />}
      {ruling && <TransferRulesDialog close={() => setRuling(false)} />}
    </>
  )
}
