import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import type { LotteryPage, LotteryRound } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { go } from '@/shared/lib/nav'
import { useQuery } from '@/shared/lib/use-query'
import { Icon } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'
import { dayWords } from '../month'
import { Hash } from '../record/hash'

/** What was promised before the first draw of the round, and the rounds whose promise can be checked. */
export function Proof({ page }: { page: LotteryPage }) {
  const [open, setOpen] = useState(false)
  return (
    <View className='card promise'>
      <Tap label='每一次抽奖都可以验证' className='row promise__head' onTap={() => setOpen(!open)}>
        <View className='promise__shield'><Icon name='shield-check' size={20} /></View>
        <Text className='grow promise__title'>每一次抽奖都可以验证</Text>
        <Icon name={open ? 'chevron-down' : 'chevron-right'} size={16} className='promise__more' />
      </Tap>
      {open ? (
        <View className='fade'>
          <View className='promise__explain'>每一轮开始前，系统先选定一个保密的随机种子，并公布它的校验值（SHA-256）。您的每次抽奖由种子、次序和您手机给出的随机串共同决定。当天结束后公布种子，任何人都能在手机上重新计算每一次结果。</View>
          {page.round ? <Hash name='校验值' text={page.round.commitment} /> : null}
          <Rounds lotteryId={page.id} />
        </View>
      ) : null}
    </View>
  )
}

function Rounds({ lotteryId }: { lotteryId: string }) {
  const rounds = useQuery(lotteryId, () => read<{ items: LotteryRound[] }>(`/lotteries/${lotteryId}/rounds`))
  return (
    <>
      {rounds.data?.items.map((round) => (
        <Tap key={round.id} label={`第 ${round.number} 轮，${round.seed ? '可以验证' : '进行中'}`} className='promise__round' onTap={() => go('lotteryRecord', { lottery: lotteryId, number: round.number })}>
          <Text className='grow num'>第 {round.number} 轮 · {dayWords(round.day)} · {round.draws} 次</Text>
          <Text className={round.seed ? 'promise__open' : 'muted'}>{round.seed ? '可以验证' : '进行中'}</Text><Icon name='chevron-right' size={14} className='promise__more' />
        </Tap>
      ))}
    </>
  )
}
