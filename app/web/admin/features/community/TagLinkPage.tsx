import { App, Button } from 'antd'
import { useState } from 'react'
import type { TagLinkView } from '../../../shared/api/shapes-community'
import { Can, useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { ListTable } from '../../shared/table/ListTable'
import { When } from '../../shared/ui/bits'
import { Empty, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { StateCell } from './codes'
import './community.css'
import { useWecomState } from './data'
import { NoWecom } from './NotSetUp'
import { useTagLinks } from './tag-link-data'
import { linkText } from './tag-link-words'
import { TagLinkDialog } from './TagLinkDialog'

const TITLE = '标签同步'
const TONE = { making: 'pending', active: 'active', failed: 'parked' } as const
const STATE = { making: '准备中', active: '同步中', failed: '有问题' } as const

/** Which tags are the same in the shop and in WeCom. */
export function TagLinkPage() {
  const links = useTagLinks()
  const state = useWecomState(false)
  const mayWrite = useCan('community.write')
  const { modal } = App.useApp()
  const [isMaking, setMaking] = useState(false)
  const end = useWrite({ send: (link: TagLinkView) => api.remove(`/wecom/tag-links/${link.id}`), done: '已停止同步', stale: ['tag-links'], onProblem: () => (void links.refetch(), false) })
  if (state.data?.isOn === false) return <NoWecom title={TITLE} />
  if (links.isError && !links.data) return <Failed error={links.error} again={() => void links.refetch()} />
  if (!links.data) return <PageSkeleton />
  const make = (
    <Can permission="community.write">
      <Button type="primary" onClick={() => setMaking(true)}>
        同步一个标签
      </Button>
    </Can>
  )
  const askEnd = (link: TagLinkView): void =>
    void modal.confirm({
      title: `停止同步「${link.name}」`,
      content: '两边已有的标签都保留，之后各改各的。',
      okText: '停止同步',
      okButtonProps: { danger: true },
      cancelText: '先不',
      onOk: () => end.mutateAsync(link),
    })
  return (
    <>
      <PageHead title={TITLE} note="商城的标签让导购在企业微信里也看得到；导购打的标签，商城也能用。" actions={make} />
      <Panel flush>
        <ListTable<TagLinkView>
          name={TITLE}
          rowKey={(link) => link.id}
          rows={links.data}
          width={860}
          empty={<Empty title="还没有同步的标签" hint="先同步一两个导购最用得上的，如生命阶段或会员等级。" action={make} />}
          columns={[
            { title: '商城标签', part: 'head', render: (link) => <b>{link.name}</b> },
            { title: '方向', width: 170, render: (link) => (link.direction === 'to_wecom' ? '商城 → 企业微信' : '企业微信 → 商城') },
            { title: '企业微信标签', render: (link) => (link.wecomTagName ? `${link.groupName} · ${link.wecomTagName}` : <span className="muted">{link.groupName}</span>) },
            { title: '状态', render: (link) => <StateCell state={TONE[link.state]} text={STATE[link.state]}>{linkText(link)}</StateCell> },
            {
              title: '建立',
              width: 160,
              render: (link) => (
                <span className="contact-words">
                  <When at={link.madeAt} />
                  <small>{link.madeBy}</small>
                </span>
              ),
            },
            { title: '', part: 'foot', width: 110, align: 'right', render: (link) => mayWrite && <Button type="link" danger onClick={() => askEnd(link)}>停止同步</Button> },
          ]}
        />
      </Panel>
      {isMaking && <TagLinkDialog links={links.data} close={() => setMaking(false)} />}
    </>
  )
}
