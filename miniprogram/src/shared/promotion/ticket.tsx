import type { PropsWithChildren } from 'react'
import { Text, View } from '@tarojs/components'
import type { CouponKind } from '@siyu/client/shapes'
import { Tag } from '../ui/bits'
import { spoken } from '../ui/spoken'
import { worthOf } from './words'
import './ticket.scss'

interface Face { name: string; kind: CouponKind; value: number; minFen: number; summary: string; scopeText: string }
interface Props extends PropsWithChildren { coupon: Face; when: string; until?: string; dim?: boolean; mark?: string }

/** The face of a coupon: what it is worth on the stub, what it is for beside it, and below that whatever the page adds. */
export function Ticket({ coupon, when, until = '', dim = false, mark = '', children }: Props) {
  const worth = worthOf(coupon.kind, coupon.value, coupon.minFen)
  // Four and more figures must still fit the stub.
  const small = worth.figure.length > 4 ? 'ticket__figure--small' : ''
  return (
    <View className={`ticket ${dim ? 'ticket--dim' : ''}`}>
      <View className='ticket__stub' {...spoken(`${worth.name}，${coupon.summary}`, 'img')}>
        <View className='ticket__worth num'><Text className='ticket__sign'>{worth.sign}</Text><Text className={`ticket__figure ${small}`}>{worth.figure}</Text><Text className='ticket__sign'>{worth.unit}</Text></View>
        <Text className='ticket__kind'>{worth.name}</Text>
      </View>
      <View className='ticket__body'>
        <View className='ticket__name two-lines'>{mark ? <Tag text={mark} /> : null}<Text>{coupon.name}</Text></View>
        <View className='ticket__summary num'>{coupon.summary}</View>
        <View className='ticket__fine two-lines'>{coupon.scopeText}</View>
        <View className='ticket__fine num'>{when}</View>
        {until ? <View className='ticket__fine num'>{until}</View> : null}
        {children}
      </View>
    </View>
  )
}
