import { Tabs } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { useCan } from '../../../shared/permission'
import { PageHead } from '../../../shared/ui/page'
import { AdjustmentList } from './AdjustmentList'
import { LiabilityReport } from './LiabilityReport'
import { RulePage } from './RulePage'
import './points.css'

const LIABILITY = { key: 'liability', label: '负债报表' }
const TABS = [{ key: 'rule', label: '规则' }, LIABILITY, { key: 'adjustments', label: '调整复核' }]

/** Points of the whole shop: their rule, what is owed in them, and adjustments that wait for a second person. */
export function PointsPage() {
  const params = useParams()
  const navigate = useNavigate()
  // Finance sees what is owed without seeing members.
  const tabs = useCan('members.read') ? TABS : [LIABILITY]
  const tab = tabs.some(({ key }) => key === params.tab) ? params.tab : tabs[0]?.key
  return (
    <>
      <PageHead title="积分" note="会员怎么得积分、怎么用，商家一共欠多少，以及人工调整的复核。" />
      <Tabs className="points-tabs" activeKey={tab ?? ''} items={tabs} onChange={(key) => void navigate(key === 'rule' ? '/points' : `/points/${key}`)} />
      {tab === 'liability' ? <LiabilityReport /> : tab === 'adjustments' ? <AdjustmentList /> : <RulePage />}
    </>
  )
}
