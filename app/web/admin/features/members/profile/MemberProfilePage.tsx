import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { MemberProfile } from '../../../../shared/api/shapes-tags'
import { price } from '../../../../shared/format/money'
import { exactTime } from '../../../../shared/format/time'
import { api } from '../../../shared/session'
import { Figure, Photo } from '../../../shared/ui/bits'
import { Failed, PageHead, PageSkeleton } from '../../../shared/ui/page'
import { ManualTags } from './ManualTags'
import { MonthChart } from './MonthChart'
import './profile.css'
import { ProfileTags } from './ProfileTags'
import { RfmPanel } from './RfmPanel'
import { Timeline } from './Timeline'

/** A member all round: who it is, what is known, and everything that has happened. */
export function MemberProfilePage() {
  const { id = '' } = useParams()
  const profile = useQuery({
    queryKey: ['member-profile', id],
    queryFn: ({ signal }) => api.get<MemberProfile>(`/members/${id}/profile`, {}, signal),
  })
  if (profile.isError && !profile.data) return <Failed error={profile.error} again={() => void profile.refetch()} />
  if (!profile.data) return <PageSkeleton />
  const { head, rfm, families, manualTags, children, months } = profile.data
  return (
    <>
      <PageHead
        back={{ to: '/members', text: '会员' }}
        title={head.nickname}
        note={
          <span className="profile-note">
            <span className="level-tag">{head.levelName}</span>
            <span>{head.phoneMasked ?? '未绑定手机'}</span>
            {head.place && <span>{head.place}</span>}
            <span>{exactTime(head.joinedAt).slice(0, 10)} 加入</span>
            {children.map((child) => (
              <span key={child.words}>宝宝：{child.words}</span>
            ))}
          </span>
        }
        actions={
          <span className="profile-links">
            <Link to={`/members/${head.id}/level`}>等级与成长值</Link>
            <Link to={`/members/${head.id}/identities`}>登录身份</Link>
            {head.avatarUrl ? <Photo src={head.avatarUrl} size={48} alt="" /> : null}
          </span>
        }
      />
      <dl className="profile-figures">
        <Figure name="累计购买" value={`${head.orders} 单`} />
        <Figure name="累计净消费" value={price(head.spentFen)} />
        <Figure name="客单价" value={head.averageFen === null || head.averageFen === undefined ? '—' : price(head.averageFen)} />
        <Figure name="最近购买" value={head.daysSinceLast === null || head.daysSinceLast === undefined ? '从未' : head.daysSinceLast === 0 ? '今天' : `${head.daysSinceLast} 天前`} />
      </dl>
      <div className="profile-layout">
        <div className="profile-main">
          <ProfileTags families={families} />
          <MonthChart months={months} />
        </div>
        <aside className="profile-side">
          <RfmPanel rfm={rfm} />
          <ManualTags memberId={head.id} held={manualTags} />
          <Timeline memberId={head.id} />
        </aside>
      </div>
      <p className="muted profile-foot">
        标签按现在的数据实时计算。<Link to="/tags">看全部标签的含义</Link>
      </p>
    </>
  )
}
