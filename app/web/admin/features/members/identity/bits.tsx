import { Link } from 'react-router'
import { price } from '../../../../shared/format/money'
import type { Channel, MatchView, MergeView, Person } from '../../../../shared/api/shapes-identity'
import { useOperator } from '../../../shared/permission'
import { When } from '../../../shared/ui/bits'

export const CHANNELS: Record<Channel, string> = { mini_program: '小程序', official_account: '公众号', wecom: '企业微信' }
export const PROOFS: Record<MergeView['proof'], string> = { unionid: '微信 unionid 相同', phone: '手机号相同，已核实', operator: '操作员核实' }
export const MATCH_STATES: Record<MatchView['state'], string> = { pending: '待确认', confirmed: '已合并', dismissed: '不是同一个人' }

/** One of the two, with what tells people apart: how long they are here, what they bought, where they come from. */
export function PersonCard({ person, mark }: { person: Person; mark?: string }) {
  const { permissions } = useOperator()
  return (
    <div className="person">
      <div className="person-head">
        {permissions.includes('members.read') ? <Link to={`/members/${person.id}/identities`}>{person.nickname}</Link> : <b>{person.nickname}</b>}
        <span className="level-tag">{person.levelName}</span>
        {mark && <span className="person-mark">{mark}</span>}
      </div>
      <div className="muted">
        {person.phoneMasked ?? '未绑定手机'} · {person.channels.map((channel) => CHANNELS[channel]).join('、') || '没有登录身份'}
      </div>
      <div className="muted">
        {person.orders} 个订单，{price(person.spentFen)} · <When at={person.joinedAt} />加入
      </div>
    </div>
  )
}

export function Evidence({ lines }: { lines: readonly string[] }) {
  return (
    <ul className="evidence">
      {lines.map((line) => (
        <li key={line}>{line}</li>
      ))}
    </ul>
  )
}
