import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import type { BargainPage } from '@siyu/client/shapes'
import { yuan } from '@/shared/lib/money'
import { copy } from '@/shared/lib/say'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'
import { check, type Verdict } from '../draw'

/** Lets anybody see that all cuts were fixed before the first: the hash of the seed from the start, the seed at the end. */
export function Proof({ page }: { page: BargainPage }) {
  const [open, setOpen] = useState(false)
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const { proof } = page
  const compute = (): void => {
    if (!proof.seed) return
    setVerdict(check(proof.seed, proof.commitment, page.startFen - page.floorFen, proof.plannedCuts, page.records.map((record) => record.fen)))
  }
  return (
    <View className='card bargain__proof'>
      <Tap label='这次砍价的每一刀可以验证' className='row bargain__proof-head' onTap={() => setOpen(!open)}>
        <View className='bargain__shield'><Icon name='shield-check' size={20} /></View>
        <Text className='grow card-title'>这次砍价的每一刀可以验证</Text>
        <Icon name={open ? 'chevron-down' : 'chevron-right'} size={16} className='bargain__arrow' />
      </Tap>
      {open ? (
        <View className='fade'>
          <View className='bargain__explain'>发起时系统就用一个随机种子定好了全部 {proof.plannedCuts} 刀的金额，谁来帮忙都按顺序取下一刀，之后无法更改。种子的校验值（SHA-256）从一开始就公布；砍价结束后公布种子，任何人都能重新计算。</View>
          <Hash name='校验值' text={proof.commitment} />
          {proof.seed ? <Hash name='种子' text={proof.seed} /> : <View className='bargain__waits'>种子在砍价结束后公布</View>}
          {proof.seed ? <Button wide kind='soft' text='在这台手机上重新计算' onTap={compute} /> : null}
          {verdict ? <Result page={page} verdict={verdict} /> : null}
        </View>
      ) : null}
    </View>
  )
}

function Hash({ name, text }: { name: string; text: string }) {
  return (
    <Tap label={`复制${name}`} className='bargain__hash' onTap={() => void copy(text)}>
      <Text className='bargain__hash-name'>{name}</Text><Text className='grow bargain__hash-text num'>{text}</Text><Icon name='copy' size={14} />
    </Tap>
  )
}

function Result({ page, verdict }: { page: BargainPage; verdict: Verdict }) {
  const made = page.records.length
  return (
    <View className='bargain__result'>
      <Line good={verdict.seedFits} text={verdict.seedFits ? '种子与公布的校验值一致' : '种子与公布的校验值不一致'} />
      <Line good={verdict.cutsFit} text={verdict.cutsFit ? `${made} 刀全部与重新计算的一致` : '记录与重新计算的结果不一致'} />
      <View className='bargain__computed num'>{verdict.cuts.map((fen, i) => <Text key={i} className={`bargain__cut ${i < made ? 'bargain__cut--made' : ''}`}>{yuan(fen)}</Text>)}</View>
    </View>
  )
}

function Line({ good, text }: { good: boolean; text: string }) {
  return <View className={`row bargain__line ${good ? '' : 'bargain__line--bad'}`}><Icon name={good ? 'circle-check' : 'circle-alert'} size={16} /><Text className='grow'>{text}</Text></View>
}
