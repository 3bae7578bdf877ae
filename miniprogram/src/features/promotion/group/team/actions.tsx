import { Button as WechatButton, Text } from '@tarojs/components'
import type { TeamPage } from '@siyu/client/shapes'
import { asMember } from '@/shared/api/session'
import { go } from '@/shared/lib/nav'
import { copy } from '@/shared/lib/say'
import { BottomBar } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'

interface Props { team: TeamPage; share: { title: string; path: string }; price: string }

/** The one thing to do next: pay, invite, join, or open a team of one's own. */
export function TeamActions({ team, share, price }: Props) {
  const { mine } = team
  const order = mine ? <Button size='large' text='查看订单' className='grow' onTap={() => go('order', { id: mine.orderId })} /> : null
  const open = <Button size='large' kind='primary' className='grow' text='我来开团' label={`我来开一个 ${team.size} 人团`} onTap={() => go('product', { id: team.productId, group: team.size })} />
  if (mine && team.state === 'open' && (mine.state === 'held' || mine.state === 'lapsed')) return <BottomBar>{order}<Button size='large' kind='primary' className='grow' text='去付款' onTap={() => go('pay', { id: mine.orderId, start: 1 })} /></BottomBar>
  if (mine?.state === 'paid' && team.state === 'open') return <BottomBar>{order}<Invite share={share} missing={team.missing} /></BottomBar>
  if (team.canJoin) return <BottomBar><Button size='large' kind='primary' className='grow' text={`立即参团 ${price}`} label={`参加这个 ${team.size} 人团`} onTap={() => asMember(() => go('product', { id: team.productId, team: team.id, group: team.size }))} /></BottomBar>
  if (mine?.state === 'paid' && team.state === 'succeeded') return <BottomBar>{order}</BottomBar>
  return <BottomBar>{order}{team.canOpen ? open : <Button size='large' kind={order ? 'line' : 'primary'} className='grow' text='看看其他拼团' onTap={() => go('groups')} />}</BottomBar>
}

/** WeChat shares to a chat by its own button; a browser copies the link. */
function Invite({ share, missing }: { share: Props['share']; missing: number }) {
  const text = missing ? `邀请好友，还差 ${missing} 人` : '邀请好友'
  if (process.env.TARO_ENV === 'weapp') return <WechatButton openType='share' className='team__share grow'><Icon name='share-2' size={18} /><Text>{text}</Text></WechatButton>
  return <Button size='large' kind='primary' className='grow' text={text} label='复制邀请链接' onTap={() => void copy(`${share.title} ${location.origin}${location.pathname}#${share.path}`)} />
}
