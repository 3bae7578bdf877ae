import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { IdentityViews } from '../../../../shared/api/shapes-identity'
import { exactTime } from '../../../../shared/format/time'
import { useOperator } from '../../../shared/permission'
import { api } from '../../../shared/session'
import { StateTag } from '../../../shared/ui/bits'
import { Failed, PageHead, PageSkeleton, Panel } from '../../../shared/ui/page'
import { CHANNELS, PersonCard, PROOFS } from './bits'
import './identity.css'

/** The identities that one member has, and the merges that brought them together. */
export function MemberIdentities() {
  const { id = '' } = useParams()
  const { permissions } = useOperator()
  const found = useQuery({ queryKey: ['identities', id], queryFn: ({ signal }) => api.get<IdentityViews>(`/members/${id}/identities`, {}, signal) })
  if (found.isError) return <Failed error={found.error} again={() => void found.refetch()} />
  if (!found.data) return <PageSkeleton />
  const { items, merges } = found.data
  return (
    <>
      <PageHead title="会员身份" back={{ to: '/members', text: '会员' }} />
      <Panel title={`登录身份（${items.length}）`}>
        {items.length === 0 && <p className="muted">还没有登录过，也没有关注公众号或添加企业微信。</p>}
        <ul className="identity-list">
          {items.map((one) => (
            <li key={one.id}>
              <b>{CHANNELS[one.channel]}</b>
              <span>标识 {one.subjectMasked}</span>
              <span>{one.unionidMasked ? `unionid ${one.unionidMasked}` : '微信没有告知 unionid'}</span>
              {one.isDisputed && <StateTag state="pending_payment" text="unionid 有争议，不再自动合并" />}
              {one.following && (
                <span className="identity-following">
                  <StateTag state={one.following.isFollowing ? 'active' : 'closed'} text={one.following.isFollowing ? '已关注' : '已取消关注'} />
                  <span className="muted">
                    {exactTime(one.following.since)} {one.following.isFollowing ? '起' : '取消'}
                  </span>
                </span>
              )}
              <span className="muted">首次出现 {exactTime(one.firstSeenAt)}</span>
            </li>
          ))}
        </ul>
      </Panel>
      <Panel title={`合并（${merges.length}）`}>
        {merges.length === 0 && <p className="muted">没有合并过。</p>}
        <ul className="identity-list">
          {merges.map((one) => (
            <li key={one.id}>
              <PersonCard person={one.gone} mark="并入" />
              <PersonCard person={one.kept} mark="保留" />
              <span>{PROOFS[one.proof]}</span>
              <span className="muted">{exactTime(one.at)}</span>
              {one.undoneAt ? <StateTag state="closed" text="已撤销" /> : <StateTag state="done" text="生效中" />}
              {permissions.includes('members.merge') && <Link to={`/member-identities/merges/${one.id}`}>详情</Link>}
            </li>
          ))}
        </ul>
      </Panel>
    </>
  )
}
