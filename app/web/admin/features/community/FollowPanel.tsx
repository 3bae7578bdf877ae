import { Button, Popconfirm, Select, Tag } from 'antd'
import { useState } from 'react'
import type { ContactView, FollowView } from '../../../shared/api/shapes-community'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { StateTag, When } from '../../shared/ui/bits'
import { Facts, Panel } from '../../shared/ui/page'
import { useWrite } from '../../shared/write'
import { pairPath, useCorpTags, usePairAnswer } from './data'
import { RemarkDialog } from './RemarkDialog'
import { addWayText, endedText, followState, STATE_TEXT, STATE_TONE, tagOptions, TAGS_MAX } from './words'

interface Props {
  contactId: string
  name: string
  follow: FollowView
}

const STALE = ['wecom-contacts', 'wecom-tags']

/** What one guide has written about the contact; it can be changed while they are friends. */
export function FollowPanel({ contactId, name, follow }: Props) {
  const [editing, setEditing] = useState(false)
  const mayWrite = useCan('community.write') && follow.endedAt === null
  const state = followState(follow)
  const ended = endedText(follow)
  return (
    <Panel
      title={
        <span className="follow-title">
          {follow.guideName} <StateTag state={STATE_TONE[state]} text={STATE_TEXT[state]} />
        </span>
      }
      extra={
        mayWrite && (
          <Button size="small" onClick={() => setEditing(true)}>
            修改备注
          </Button>
        )
      }
    >
      {ended && (
        <p className="muted contact-line">
          {ended}，<When at={follow.endedAt} />
        </p>
      )}
      <Facts
        items={[
          ['备注', follow.remark || '—'],
          ['备注企业', follow.remarkCompany || '—'],
          ['备注手机', follow.phones.length > 0 ? follow.phones.join('、') : '—'],
          ['添加时间', <When key="added" at={follow.addedAt} />],
          ['添加方式', addWayText(follow.addWay)],
          follow.liveCodeState !== '' && ['来源标记', <span key="code" className="mono">{follow.liveCodeState}</span>],
        ]}
      />
      <p className="follow-about">{follow.description || <span className="muted">没有描述</span>}</p>
      <FollowTags contactId={contactId} follow={follow} mayWrite={mayWrite} />
      {editing && <RemarkDialog contactId={contactId} name={name} follow={follow} close={() => setEditing(false)} />}
    </Panel>
  )
}

interface Wish {
  add: string[]
  remove: string[]
}

function FollowTags({ contactId, follow, mayWrite }: { contactId: string; follow: FollowView; mayWrite: boolean }) {
  const tags = useCorpTags()
  const [chosen, setChosen] = useState<string[]>([])
  const [fault, setFault] = useState<string | null>(null)
  const { kept, lookAgain } = usePairAnswer(contactId)
  const mark = useWrite({
    send: (wish: Wish) => api.put<ContactView>(`${pairPath(contactId, follow.userId)}/tags`, wish),
    done: (_, wish) => (wish.add.length > 0 ? `已添加 ${wish.add.length} 个标签` : '已移除标签'),
    stale: STALE,
    after: (view, wish) => {
      setFault(null)
      if (wish.add.length > 0) setChosen([])
      kept(view)
    },
    onProblem: (problem) => {
      lookAgain(problem)
      if (problem.field === null || !/^(add|remove)\b/.test(problem.field)) return false
      setFault(problem.detail)
      return true
    },
  })
  return (
    <div className="follow-tags">
      <div className="contact-chips">
        {follow.tags.map((tag) => (
          <Tag key={tag.tagId} variant="filled" title={tag.groupName}>
            {tag.name}
            {mayWrite && (
              <Popconfirm
                title={`移除「${tag.name}」？`}
                description="企业微信里也会移除。"
                okText="移除"
                cancelText="先不"
                onConfirm={() => mark.mutate({ add: [], remove: [tag.tagId] })}
              >
                <button type="button" className="chip-remove" aria-label={`移除 ${tag.name}`} disabled={mark.isPending}>
                  ×
                </button>
              </Popconfirm>
            )}
          </Tag>
        ))}
        {follow.tags.length === 0 && <span className="muted">没有企业标签</span>}
      </div>
      {mayWrite && (
        <div className="follow-add">
          <Select<string[]>
            mode="multiple"
            showSearch={{ optionFilterProp: 'label' }}
            aria-label={`给${follow.guideName}的这位客户加标签`}
            placeholder="选择要添加的企业标签"
            maxCount={TAGS_MAX}
            value={chosen}
            loading={tags.isPending}
            disabled={mark.isPending}
            {...(fault ? { status: 'error' as const } : {})}
            notFoundContent={tags.isError ? '标签没有加载出来' : '没有可添加的标签'}
            options={tagOptions(tags.data ?? [], follow.tags)}
            onChange={(ids) => (setChosen(ids), setFault(null))}
          />
          <Button disabled={chosen.length === 0} loading={mark.isPending} onClick={() => mark.mutate({ add: chosen, remove: [] })}>
            添加
          </Button>
        </div>
      )}
      {fault && (
        <p className="follow-fault" role="alert">
          {fault}
        </p>
      )}
    </div>
  )
}
