import { PlusOutlined } from '@ant-design/icons'
import { Button, Popconfirm, Select, Tag, Tooltip } from 'antd'
import { useState } from 'react'
import type { WhyTag } from '../../../../shared/api/shapes-tags'
import { exactTime } from '../../../../shared/format/time'
import { useCan } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { Panel } from '../../../shared/ui/page'
import { useWrite } from '../../../shared/write'
import { useTagBook } from '../tag-data'
import { ManualTagDialog } from '../tags/ManualTagDialog'

const STALE = ['member-profile', 'member-timeline', 'members', 'tag-count']

/** Tags that colleagues have given, and giving one more. */
export function ManualTags({ memberId, held }: { memberId: string; held: readonly WhyTag[] }) {
  const mayWrite = useCan('members.write')
  const book = useTagBook()
  const [making, setMaking] = useState(false)
  const path = (id: number): string => `/members/${memberId}/manual-tags/${id}`
  const give = useWrite({ send: (id: number) => api.put<void>(path(id)), done: '已加标签', stale: STALE })
  const take = useWrite({ send: (id: number) => api.remove(path(id)), done: '已移除标签', stale: STALE })
  const family = book.data?.families.find((one) => one.code === 'manual')
  const choices = (family?.tags ?? []).filter((tag) => !tag.isRetired && held.every((one) => one.id !== tag.id))
  return (
    <Panel title="手工标签">
      <div className="manual-tags">
        {held.map((tag) => (
          <Tooltip key={tag.id} title={`${tag.definition} · ${tag.by ?? ''} ${tag.at ? exactTime(tag.at).slice(0, 16) : ''}`}>
            <Tag>
              {tag.name}
              {mayWrite && (
                <Popconfirm title={`移除「${tag.name}」？`} okText="移除" onConfirm={() => take.mutate(tag.id)}>
                  <button type="button" className="tag-remove" aria-label={`移除 ${tag.name}`}>
                    ×
                  </button>
                </Popconfirm>
              )}
            </Tag>
          </Tooltip>
        ))}
        {held.length === 0 && <span className="muted">还没有人给这位会员加标签。</span>}
      </div>
      {mayWrite && (
        <div className="manual-add">
          <Select<number>
            showSearch={{ optionFilterProp: 'label' }}
            aria-label="加标签"
            placeholder="加标签"
            value={null}
            loading={give.isPending}
            notFoundContent="没有可加的标签"
            options={choices.map((tag) => ({ value: tag.id, label: tag.name, title: tag.definition }))}
            onChange={(id) => give.mutate(id)}
          />
          <Button icon={<PlusOutlined />} onClick={() => setMaking(true)}>
            新标签
          </Button>
        </div>
      )}
      {making && <ManualTagDialog tag={null} close={() => setMaking(false)} made={(tag) => give.mutate(tag.id)} />}
    </Panel>
  )
}
