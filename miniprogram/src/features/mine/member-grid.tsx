import { Text, View } from '@tarojs/components'
import { asMember } from '@/shared/api/session'
import { go, type PageName } from '@/shared/lib/nav'
import { Icon, type IconName } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'
import './member-grid.scss'

interface Cell { text: string; icon: IconName; page: PageName; isOpen?: boolean }

/** What a member can do besides buying; a new page is one line. `isOpen`: guests may look too. */
const CELLS: Cell[] = [
  { text: '签到', icon: 'calendar-check', page: 'checkIn' },
  { text: '任务', icon: 'list-checks', page: 'tasks' },
  { text: '抽奖', icon: 'dices', page: 'lottery', isOpen: true },
  { text: '付费会员', icon: 'sparkles', page: 'subscription', isOpen: true },
  { text: '积分商城', icon: 'coins', page: 'redeem' },
  { text: '我的宝宝', icon: 'baby', page: 'children' },
  { text: '我的评价', icon: 'message-square-text', page: 'myReviews' },
  { text: '晒单', icon: 'camera', page: 'posts', isOpen: true },
]

export function MemberGrid() {
  return (
    <View className='card member-grid'>
      {CELLS.map(({ text, icon, page, isOpen }) => (
        <Tap key={page} label={text} className='member-grid__cell' onTap={() => (isOpen ? go(page) : asMember(() => go(page)))}>
          <View className='member-grid__icon'><Icon name={icon} size={22} /></View>
          <Text className='member-grid__text'>{text}</Text>
        </Tap>
      ))}
    </View>
  )
}
