import { Text, View } from '@tarojs/components'
import { asMember } from '@/shared/api/session'
import { go, type PageName } from '@/shared/lib/nav'
import { Icon, type IconName } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'
import './member-grid.scss'

/** What members have besides orders: one line here, one square there. `open`: also for guests. */
const SQUARES: { page: PageName; text: string; icon: IconName; open?: boolean }[] = [
  { page: 'subscription', text: '付费会员', icon: 'sparkles', open: true },
]

export function MemberGrid() {
  return (
    <View className='card member-grid'>
      {SQUARES.map(({ page, text, icon, open }) => (
        <Tap key={page} label={text} className='member-grid__square' onTap={() => (open ? go(page) : asMember(() => go(page)))}>
          <Icon name={icon} size={24} />
          <Text className='member-grid__text'>{text}</Text>
        </Tap>
      ))}
    </View>
  )
}
