import { Text, View } from '@tarojs/components'
import type { TeamSeat } from '@siyu/client/shapes'
import { Photo } from './photo'
import { spoken } from './spoken'
import './seats.scss'

interface FaceProps { nickname: string; avatarUrl: string | null; size?: 'small' | 'large' }

/** A member in a round: the picture, or the first character of a name that is masked already. */
export function Face({ nickname, avatarUrl, size = 'small' }: FaceProps) {
  return <View className={`s-face s-face--${size}`}>{avatarUrl ? <Photo src={avatarUrl} alt={nickname} size={size === 'large' ? 48 : 32} /> : <Text>{nickname.slice(0, 1)}</Text>}</View>
}

/** Who sits, the leader marked, and an empty round for each place that is free. */
export function Seats({ seats, missing }: { seats: TeamSeat[]; missing: number }) {
  return (
    <View className='s-seats' {...spoken(`已有 ${seats.length} 人${missing ? `，还差 ${missing} 人` : ''}`, 'img')}>
      {seats.map((seat, i) => (
        <View key={i} className={`s-seats__one ${seat.isPaid ? '' : 's-seats__one--held'}`}>
          <Face nickname={seat.nickname} avatarUrl={seat.avatarUrl} size='large' />
          {seat.isLeader ? <Text className='s-seats__leader'>团长</Text> : null}
          <Text className='s-seats__name one-line'>{seat.isMe ? '我' : seat.nickname}</Text>
          {seat.isPaid ? null : <Text className='s-seats__state'>待付款</Text>}
        </View>
      ))}
      {Array.from({ length: missing }, (_, i) => (
        <View key={`free-${i}`} className='s-seats__one'><View className='s-face s-face--large s-face--free'><Text>?</Text></View><Text className='s-seats__name'>待参团</Text></View>
      ))}
    </View>
  )
}
