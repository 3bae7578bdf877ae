import { Tabs } from 'antd'
import { useNavigate, useParams } from 'react-router'
import { PageHead } from '../../shared/ui/page'
import './community.css'
import { HandoverForm } from './HandoverForm'
import './performance.css'
import { PersonalGuideList } from './PersonalGuideList'

const TABS = [{ key: 'list', label: '谁照看谁' }, { key: 'rules', label: '门槛与分配' }]

/** High-value members and the guides who look after them. */
export function PersonalGuidePage() {
  const { tab = 'list' } = useParams()
  const navigate = useNavigate()
  return (
    <>
      <PageHead title="专属导购" note="达到门槛的会员自动有一位专属导购，导购会收到企业微信消息；会员在小程序里看到 TA 的二维码，同意过接收的还会收到一条微信消息。" />
      <Tabs activeKey={tab === 'rules' ? 'rules' : 'list'} items={TABS} onChange={(key) => void navigate(key === 'list' ? '/personal-guides' : `/personal-guides/${key}`)} />
      {tab === 'rules' ? <HandoverForm /> : <PersonalGuideList />}
    </>
  )
}
