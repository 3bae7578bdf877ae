import { Popover } from 'antd'
import { Link } from 'react-router'
import type { ProfileFamily, WhyTag } from '../../../../shared/api/shapes-tags'
import { Empty, Panel } from '../../../shared/ui/page'
import { KIND_TEXT } from '../tag-data'

/** What the member's figures say, group by group; each tag tells why. */
export function ProfileTags({ families }: { families: readonly ProfileFamily[] }) {
  const groups = [...new Set(families.map((family) => family.group))]
  const count = families.reduce((sum, family) => sum + family.tags.length, 0)
  return (
    <Panel title={`${count} 个标签`} extra={<span className="muted">点标签看原因</span>}>
      {count === 0 && <Empty title="还没有标签" hint="有了购买、登录等记录后会自动出现。" />}
      <dl className="profile-tags">
        {groups.map((group) => (
          <div key={group}>
            <dt>{group}</dt>
            <dd>
              {families
                .filter((family) => family.group === group)
                .flatMap((family) => family.tags)
                .map((tag) => (
                  <Why key={tag.id} tag={tag} />
                ))}
            </dd>
          </div>
        ))}
      </dl>
    </Panel>
  )
}

function Why({ tag }: { tag: WhyTag }) {
  const words = (
    <div className="why">
      <p>
        <span className="muted">{KIND_TEXT[tag.kind]}</span> {tag.definition}
      </p>
      {tag.figures.length > 0 && (
        <>
          <b>这位会员</b>
          <ul>
            {tag.figures.map((figure) => (
              <li key={figure}>{figure}</li>
            ))}
          </ul>
        </>
      )}
      <Link to={`/members?tags=${tag.id}`}>看有这个标签的会员</Link>
    </div>
  )
  return (
    <Popover trigger="click" title={`为什么是「${tag.name}」`} content={words}>
      <button type="button" className={`member-tag member-tag-${tag.kind}`}>
        {tag.name}
      </button>
    </Popover>
  )
}
