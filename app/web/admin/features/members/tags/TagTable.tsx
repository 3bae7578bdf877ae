import { Checkbox, Table, Tag, Tooltip } from 'antd'
import { Link } from 'react-router'
import type { TagFamily, TagView } from '../../../../shared/api/shapes-tags'
import { Panel } from '../../../shared/ui/page'
import { countText, KIND_TEXT, REFRESH_TEXT, share } from '../tag-data'
import { Sparkline } from './Sparkline'

interface Props {
  family: TagFamily
  chosen: readonly number[]
  toggle: (tag: TagView) => void
  full: boolean
  edit?: ((tag: TagView) => void) | undefined
}

/** A family: what each tag means, who looks after it, how big it is. */
export function TagTable({ family, chosen, toggle, full, edit }: Props) {
  return (
    <Panel title={family.name} extra={family.isExclusive ? <span className="muted">每位会员至多一个</span> : null} flush>
      <Table<TagView>
        size="middle"
        rowKey="id"
        dataSource={family.tags}
        pagination={false}
        scroll={{ x: 860 }}
        aria-label={family.name}
        columns={[
          {
            title: <span className="visually-hidden">对比</span>,
            width: 44,
            render: (_, tag) => (
              <Tooltip title={full && !chosen.includes(tag.id) ? '最多对比 5 个' : '加入对比'}>
                <Checkbox aria-label={`对比 ${tag.name}`} checked={chosen.includes(tag.id)} disabled={full && !chosen.includes(tag.id)} onChange={() => toggle(tag)} />
              </Tooltip>
            ),
          },
          {
            title: '标签',
            render: (_, tag) => (
              <span className="tag-words">
                <span>
                  <b>{tag.name}</b> <Tag variant="filled">{KIND_TEXT[tag.kind]}</Tag>
                  {tag.isRetired && <Tag variant="filled">已停用</Tag>}
                </span>
                <small>{tag.definition}</small>
              </span>
            ),
          },
          {
            title: '负责与更新',
            width: 160,
            render: (_, tag) => (
              <span className="tag-words">
                <span>{tag.owner}</span>
                <small>{REFRESH_TEXT[tag.refresh]}</small>
              </span>
            ),
          },
          {
            title: '人数',
            width: 110,
            align: 'right',
            render: (_, tag) => (
              <span className="tag-words tag-size">
                <b>{countText(tag.members)}</b>
                <small>占 {share(tag.coveragePermille)}</small>
              </span>
            ),
          },
          { title: '30 天趋势', width: 130, render: (_, tag) => <Sparkline values={tag.trend} label={tag.name} /> },
          {
            title: '',
            width: edit ? 120 : 80,
            render: (_, tag) => (
              <span className="tag-links">
                <Link to={`/members?tags=${tag.id}`}>看会员</Link>
                {edit && (
                  <button type="button" className="link-button" onClick={() => edit(tag)}>
                    修改
                  </button>
                )}
              </span>
            ),
          },
        ]}
      />
    </Panel>
  )
}
