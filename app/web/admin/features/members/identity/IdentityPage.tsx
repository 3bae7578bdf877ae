import { Button, Tabs } from 'antd'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { PageHead } from '../../../shared/ui/page'
import './identity.css'
import { MatchTable } from './MatchTable'
import { MergeDialog } from './MergeDialog'
import { MergeTable } from './MergeTable'
import { OfficialTab } from './OfficialTab'

/** Who may be one person, who was made one, and the way back. */
export function IdentityPage() {
  const [params, setParams] = useSearchParams()
  const [merging, setMerging] = useState(false)
  const asked = params.get('tab') ?? ''
  const tab = asked === 'merges' || asked === 'official' ? asked : 'matches'
  return (
    <>
      <PageHead
        title="身份与合并"
        note="同一个人在小程序、公众号和企业微信里是同一个会员。微信告知的 unionid 相同会自动合并；手机号相同只是线索，由您核实。"
        actions={<Button onClick={() => setMerging(true)}>手动合并</Button>}
      />
      <Tabs
        activeKey={tab}
        onChange={(key) => setParams(key === 'matches' ? {} : { tab: key })}
        items={[
          { key: 'matches', label: '可能是同一个人', children: tab === 'matches' && <MatchTable /> },
          { key: 'merges', label: '合并记录', children: tab === 'merges' && <MergeTable /> },
          { key: 'official', label: '公众号', children: tab === 'official' && <OfficialTab /> },
        ]}
      />
      {merging && <MergeDialog close={() => setMerging(false)} />}
    </>
  )
}
