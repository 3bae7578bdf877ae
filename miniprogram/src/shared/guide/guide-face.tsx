import { View } from '@tarojs/components'
import type { GuideCard } from '@siyu/client/shapes'
import { Icon } from '../ui/icon'
import { Photo } from '../ui/photo'
import { px } from '../ui/px'
import './guide.scss'

/** A round portrait, or a quiet mark where there is none. */
export function GuideFace({ guide, size }: { guide: GuideCard; size: number }) {
  if (guide.avatarUrl) return <Photo src={guide.avatarUrl} alt='' size={size} className='s-guide__face' />
  return <View className='s-guide__face s-guide__face--none' style={{ width: px(size), height: px(size) }}><Icon name='user-round' size={Math.round(size / 2)} /></View>
}
