import { Text } from '@tarojs/components'
import type { Derivation, Totals } from '@siyu/client/shapes'
import { yuan } from '../lib/money'
import { discountParts } from '../lib/points'
import { Fact } from './bits'

/** What was taken off, in two lines: by offers, and by points, which are the shopper's own. */
export function Discounts({ steps, totals, className }: { steps: Derivation[]; totals: Totals; className: string }) {
  const { offersFen, pointsFen } = discountParts(steps, totals)
  return (
    <>
      {offersFen > 0 ? <Fact name='优惠'><Text className={className}>-{yuan(offersFen)}</Text></Fact> : null}
      {pointsFen > 0 ? <Fact name='积分抵扣'><Text className={className}>-{yuan(pointsFen)}</Text></Fact> : null}
    </>
  )
}
