import { Text, View } from '@tarojs/components'
import { priceParts, yuan } from '../lib/money'
import { px } from './px'
import { spoken } from './spoken'
import './price.scss'

interface Props { fen: number; size?: number; was?: number | null; from?: boolean; exact?: boolean; tone?: 'brand' | 'ink' | 'gold'; className?: string }

/** ¥ and fraction at 60 % of the integer; `was` stands beside it struck out when it is more. Sums to pay are `exact`. */
export function Price({ fen, size = 18, was = null, from = false, exact = false, tone = 'brand', className = '' }: Props) {
  const { sign, integer, fraction } = priceParts(fen, exact)
  const small = { fontSize: px(Math.max(11, Math.round(size * 0.6))) }
  return (
    <View className={`s-price s-price--${tone} ${className}`} {...spoken(yuan(fen), 'img')}>
      <Text style={small}>{sign}¥</Text>
      <Text className='s-price__integer' style={{ fontSize: px(size) }}>{integer}</Text>
      {fraction ? <Text style={small}>{fraction}</Text> : null}
      {from ? <Text className='s-price__from'>起</Text> : null}
      {was !== null && was > fen ? <Text className='s-price__was'>{yuan(was).replace(/\.00$/, '')}</Text> : null}
    </View>
  )
}
