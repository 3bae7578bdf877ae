import { useQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import type { ContactView } from '../../../shared/api/shapes-community'
import { useCan } from '../../shared/permission'
import { api } from '../../shared/session'
import { When } from '../../shared/ui/bits'
import { Facts, Failed, PageHead, PageSkeleton, Panel } from '../../shared/ui/page'
import { Avatar, Level } from './bits'
import './community.css'
import { FollowPanel } from './FollowPanel'
import { genderText, kindText, memberNote } from './words'

/** A contact all round: who it is, whose member, and what every guide has written about them. */
export function ContactPage() {
  const { id = '' } = useParams()
  const contact = useQuery({
    queryKey: ['wecom-contact', id],
    queryFn: ({ signal }) => api.get<ContactView>(`/wecom/contacts/${encodeURIComponent(id)}`, {}, signal),
  })
  if (contact.isError && !contact.data) return <Failed error={contact.error} again={() => void contact.refetch()} />
  if (!contact.data) return <PageSkeleton />
  const view = contact.data
  const active = view.follows.filter((follow) => follow.endedAt === null).length
  return (
    <>
      <PageHead
        back={{ to: '/contacts', text: '客户' }}
        title={view.name}
        note={active > 0 ? `现在是 ${active} 位导购的好友` : '已经没有导购是 TA 的好友'}
        actions={<Avatar src={view.avatarUrl} name={view.name} size={48} />}
      />
      <div className="contact-layout">
        <div className="contact-main">
          {view.follows.map((follow) => (
            <FollowPanel key={follow.userId} contactId={view.contactId} name={view.name} follow={follow} />
          ))}
          {view.follows.length === 0 && (
            <Panel>
              <p className="muted contact-line">没有好友关系的记录。</p>
            </Panel>
          )}
        </div>
        <aside className="contact-side">
          <MemberPanel view={view} />
          <Panel title="资料">
            <Facts
              items={[
                ['类型', kindText(view.kind)],
                ['性别', genderText(view.gender)],
                view.corpName !== null && ['所在企业', view.corpName],
                ['unionid', view.hasUnionid ? '有' : '没有'],
                ['第一次见到', <When key="seen" at={view.firstSeenAt} />],
                ['客户编号', <span key="id" className="mono">{view.contactId}</span>],
              ]}
            />
            <p className="muted contact-line">
              资料读取于 <When at={view.readAt} />
            </p>
          </Panel>
        </aside>
      </div>
    </>
  )
}

function MemberPanel({ view }: { view: ContactView }) {
  const seesMembers = useCan('members.read')
  return (
    <Panel title="店铺会员">
      <p className="contact-line">
        <Level of={view} linked={seesMembers} />
      </p>
      <p className="muted contact-line">{memberNote(view)}</p>
    </Panel>
  )
}
