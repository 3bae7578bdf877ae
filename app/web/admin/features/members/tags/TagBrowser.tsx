import { PlusOutlined, SearchOutlined } from '@ant-design/icons'
import { Alert, Button, Input } from 'antd'
import { useDeferredValue, useState } from 'react'
import { useSearchParams } from 'react-router'
import type { Night, TagFamily, TagView } from '../../../../shared/api/shapes-tags'
import { exactTime } from '../../../../shared/format/time'
import { useCan } from '../../../shared/permission'
import { Empty, Failed, PageHead, PageSkeleton } from '../../../shared/ui/page'
import { countText, groupsOf, useTagBook, useTagNames } from '../tag-data'
import { Compare } from './Compare'
import { ManualTagDialog } from './ManualTagDialog'
import './tags.css'
import { TagTable } from './TagTable'

const COMPARED_MAX = 5
const MANUAL = '手工标签'

/** Every tag there is, by family. */
export function TagBrowser() {
  const book = useTagBook()
  const names = useTagNames(book.data)
  const mayWrite = useCan('members.write')
  const [params, setParams] = useSearchParams()
  const [words, setWords] = useState('')
  const searched = useDeferredValue(words.trim())
  const [chosen, setChosen] = useState<number[]>([])
  const [comparing, setComparing] = useState(false)
  const [editing, setEditing] = useState<TagView | 'new' | null>(null)
  if (book.isError && !book.data) return <Failed error={book.error} again={() => void book.refetch()} />
  if (!book.data) return <PageSkeleton />

  const { families, members, night } = book.data
  const groups = groupsOf(families)
  const all = groups.includes(MANUAL) ? groups : [...groups, MANUAL]
  const group = all.find((name) => name === params.get('group')) ?? all[0] ?? ''
  const shown = searched ? found(families, searched) : families.filter((family) => family.group === group)
  const count = families.reduce((sum, family) => sum + family.tags.length, 0)
  const toggle = (tag: TagView): void => setChosen(chosen.includes(tag.id) ? chosen.filter((id) => id !== tag.id) : [...chosen, tag.id].slice(0, COMPARED_MAX))
  const compared = chosen.map((id) => names.get(id)).filter((tag) => tag !== undefined)
  return (
    <>
      <PageHead
        title="标签"
        note={`${countText(count)} 个标签，${countText(members)} 位会员。${nightText(night)}`}
        actions={
          mayWrite && (
            <Button icon={<PlusOutlined />} onClick={() => setEditing('new')}>
              新建手工标签
            </Button>
          )
        }
      />
      {night && night.off > 0 && (
        <Alert className="tag-alert" type="warning" showIcon title={`昨晚全量计算发现 ${countText(night.off)} 位会员的标签没有随事件更新，已经改正。`} />
      )}
      <div className="tag-layout">
        <nav className="tag-groups" aria-label="标签分类">
          <Input allowClear prefix={<SearchOutlined aria-hidden />} placeholder="搜名称或含义" aria-label="搜标签" value={words} onChange={(event) => setWords(event.target.value)} />
          <ul>
            {all.map((name) => (
              <li key={name}>
                <button type="button" aria-current={!searched && name === group} onClick={() => (setWords(''), setParams({ group: name }))}>
                  <span>{name}</span>
                  <small>{families.filter((family) => family.group === name).reduce((sum, family) => sum + family.tags.length, 0)}</small>
                </button>
              </li>
            ))}
          </ul>
        </nav>
        <div className="tag-families">
          {shown.map((family) => (
            <TagTable
              key={family.code}
              family={family}
              chosen={chosen}
              toggle={toggle}
              full={chosen.length >= COMPARED_MAX}
              edit={mayWrite && family.code === 'manual' ? setEditing : undefined}
            />
          ))}
          {shown.length === 0 && (
            <Empty
              title={searched ? '没有这样的标签' : '还没有手工标签'}
              hint={searched ? '换个说法，或按左边的分类找。' : '手工标签由同事自己起名，在会员的页面上加给会员。'}
            />
          )}
        </div>
      </div>
      {chosen.length > 0 && (
        <div className="compare-bar" role="region" aria-label="对比">
          <span>已选 {chosen.length} 个</span>
          <Button type="primary" disabled={chosen.length < 2} onClick={() => setComparing(true)}>
            对比重叠
          </Button>
          <Button type="text" onClick={() => setChosen([])}>
            清除
          </Button>
        </div>
      )}
      <Compare tags={compared} members={members} open={comparing} close={() => setComparing(false)} drop={(id) => setChosen(chosen.filter((one) => one !== id))} />
      {editing && <ManualTagDialog tag={editing === 'new' ? null : editing} close={() => setEditing(null)} made={() => setParams({ group: MANUAL })} />}
    </>
  )
}

/** Families with those of their tags alone whose name or meaning holds the words. */
function found(families: readonly TagFamily[], words: string): TagFamily[] {
  return families
    .map((family) => ({ ...family, tags: family.tags.filter((tag) => `${family.name} ${tag.name} ${tag.definition}`.includes(words)) }))
    .filter((family) => family.tags.length > 0)
}

function nightText(night: Night | null | undefined): string {
  if (!night) return '第一次全量计算还没有开始。'
  if (night.state !== 'done') return `全量计算进行中：${countText(night.done)} / ${countText(night.members)}。`
  return `最近一次全量计算 ${exactTime(night.startedAt).slice(0, 16)}，用时 ${night.seconds ? `${night.seconds} 秒` : '不到 1 秒'}，${countText(night.changed)} 人有变化。`
}
