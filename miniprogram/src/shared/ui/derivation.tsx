import { Text, View } from '@tarojs/components'
import type { Derivation, Totals } from '@siyu/client/shapes'
import { yuan } from '../lib/money'
import { discountParts } from '../lib/points'
import { Price } from './price'
import './derivation.scss'

/** How the sum came about, step by step, as the server computed it. */
export function DerivationList({ steps, totals }: { steps: Derivation[]; totals: Totals }) {
  const waivedFen = totals.savedFen - discountParts(steps, totals).offersFen
  return (
    <View className='s-derivation'>
      {steps.map((step, i) => (
        <View key={i} className='s-derivation__step'>
          <View className='grow'>
            <Text className='s-derivation__label'>{step.label}</Text>
            {step.detail ? <View className='muted'>{step.detail}</View> : null}
          </View>
          <Text className={`num ${step.amountFen < 0 ? 's-derivation__off' : ''}`}>{step.amountFen > 0 && i > 0 ? '+' : ''}{yuan(step.amountFen)}</Text>
        </View>
      ))}
      <View className='s-derivation__sum'>
        <Text>应付合计</Text>
        <Price fen={totals.payableFen} size={22} exact />
      </View>
      {totals.savedFen > 0 ? <View className='s-derivation__saved'>本单共省 {yuan(totals.savedFen)}{waivedFen > 0 ? `，其中免运费 ${yuan(waivedFen)}` : ''}</View> : null}
    </View>
  )
}
