import { CloseOutlined } from '@ant-design/icons'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Button, Drawer, Skeleton, Tag } from 'antd'
import { useMemo } from 'react'
import { Link } from 'react-router'
import type { Overlap, TagView } from '../../../../shared/api/shapes-tags'
import { Failed } from '../../../shared/ui/page'
import { api } from '../../../shared/session'
import { choiceText, countText } from '../tag-data'

interface Props {
  tags: readonly TagView[]
  members: number
  open: boolean
  close: () => void
  drop: (id: number) => void
}

/** Two to five tags: who has exactly which of them, and how much any two have in common. */
export function Compare({ tags, members, open, close, drop }: Props) {
  const ids = tags.map((tag) => tag.id).join(',')
  const overlap = useQuery({
    queryKey: ['tag-overlap', ids],
    queryFn: ({ signal }) => api.get<Overlap>('/tags/overlap', { ids }, signal),
    enabled: open && tags.length >= 2,
    placeholderData: keepPreviousData,
  })
  return (
    <Drawer title={`对比 ${tags.length} 个标签`} open={open} onClose={close} size={760}>
      <div className="chip-line">
        {tags.map((tag) => (
          <Tag key={tag.id} closable closeIcon={<CloseOutlined aria-label={`移除 ${tag.name}`} />} onClose={() => drop(tag.id)}>
            {tag.name}
          </Tag>
        ))}
      </div>
      {tags.length < 2 && <p className="muted">再选一个标签就能对比。</p>}
      {overlap.isError && <Failed error={overlap.error} again={() => void overlap.refetch()} />}
      {overlap.isPending && tags.length >= 2 && <Skeleton active />}
      {overlap.data && tags.length >= 2 && <Found overlap={overlap.data} tags={tags} members={members} />}
    </Drawer>
  )
}

function Found({ overlap, tags, members }: { overlap: Overlap; tags: readonly TagView[]; members: number }) {
  const names = useMemo(() => new Map(tags.map((tag) => [tag.id, tag.name])), [tags])
  const most = Math.max(1, ...overlap.parts.map((part) => part.members))
  const shown = overlap.tagIds.filter((id) => names.has(id))
  const name = (id: number): string => names.get(id) ?? ''
  const total = overlap.parts.reduce((sum, part) => sum + part.members, 0)
  return (
    <>
      <h3>恰好有哪几个</h3>
      <p className="muted">
        {countText(total)} 人至少有其中一个，另有 {countText(Math.max(0, members - total))} 人一个也没有。
      </p>
      <table className="upset">
        <thead>
          <tr>
            {shown.map((id) => (
              <th key={id} scope="col">
                {name(id)}
              </th>
            ))}
            <th scope="col">人数</th>
          </tr>
        </thead>
        <tbody>
          {overlap.parts.map((part) => {
            const choice = { wanted: [...part.tagIds], unwanted: overlap.tagIds.filter((id) => !part.tagIds.includes(id)) }
            return (
              <tr key={part.tagIds.join()}>
                {shown.map((id) => (
                  <td key={id} className={part.tagIds.includes(id) ? 'upset-on' : 'upset-off'}>
                    <span className="visually-hidden">{part.tagIds.includes(id) ? '有' : '没有'}</span>
                  </td>
                ))}
                <td className="upset-size">
                  <span className="upset-bar" style={{ width: `${(part.members / most) * 100}%` }} />
                  <Link to={`/members?tags=${choiceText(choice)}`}>{countText(part.members)}</Link>
                </td>
              </tr>
            )
          })}
        </tbody>
      </table>
      <h3>两两重叠</h3>
      <table className="matrix">
        <thead>
          <tr>
            <th />
            {overlap.tagIds.map((id) => (
              <th key={id} scope="col">
                {name(id)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {overlap.tagIds.map((row, y) => (
            <tr key={row}>
              <th scope="row">{name(row)}</th>
              {overlap.tagIds.map((column, x) => {
                const both = overlap.matrix[y]?.[x] ?? 0
                const own = overlap.matrix[y]?.[y] ?? 0
                const part = own ? both / own : 0
                return (
                  <td key={column} style={{ background: x === y ? undefined : `rgba(63, 114, 87, ${(part * 0.35).toFixed(2)})` }}>
                    {countText(both)}
                    {x !== y && <small>{Math.round(part * 100)}%</small>}
                  </td>
                )
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="muted">百分比：同时有两个标签的人，占左边那个标签的比例。</p>
      <Link to={`/members?tags=${overlap.tagIds.join(',')}`}>
        <Button>看同时有全部标签的会员</Button>
      </Link>
    </>
  )
}
