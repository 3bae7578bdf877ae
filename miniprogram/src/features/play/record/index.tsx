import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import type { RoundRecord } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { API_BASE } from '@/shared/lib/env'
import { copy } from '@/shared/lib/say'
import { whenText } from '@/shared/lib/time'
import { useQuery } from '@/shared/lib/use-query'
import { Tag } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Bone, Loaded } from '@/shared/ui/states'
import { dayWords } from '../month'
import { percentText, verify, type Verdict } from '../verify'
import { Hash } from './hash'
import './index.scss'

const SHOWN_MAX = 100

/** One round: what was promised, all draws, and the button that computes them again on this very phone. */
export default function RecordPage() {
  const { lottery = '', number = '' } = useRouter().params
  const path = `/lotteries/${lottery}/rounds/${number}`
  const record = useQuery(lottery && number ? path : null, () => read<RoundRecord>(path))
  return (
    <View className='record page'>
      <Loaded query={record} bones={<View className='card'><Bone w='40%' h={22} /><Bone h={44} mt={16} /><Bone h={44} mt={8} /></View>}>
        {(data) => <Round record={data} path={path} />}
      </Loaded>
    </View>
  )
}

function Round({ record, path }: { record: RoundRecord; path: string }) {
  const [verdict, setVerdict] = useState<Verdict | null>(null)
  const { round, shares } = record
  return (
    <>
      <View className='card'>
        <View className='row record__head'><Text className='grow card-title num'>第 {round.number} 轮 · {dayWords(round.day)}</Text><Tag tone={round.seed ? 'sage' : 'gold'} text={round.seed ? '已结束' : '进行中'} /></View>
        <View className='muted num record__when'>{whenText(round.openedAt)} 开始，共 {round.draws} 次抽奖</View>
        <Hash name='校验值' text={round.commitment} />
        {round.seed ? <Hash name='种子' text={round.seed} /> : <View className='record__waits'>种子在这一轮结束后公布：当天结束，或者概率、数量有调整，或者抽奖结束。公布之前它加密保存，不对外提供。</View>}
        {round.seed ? <Button wide kind='primary' text='在这台手机上重新计算' onTap={() => setVerdict(verify(record))} /> : null}
        {verdict ? <Outcome verdict={verdict} /> : null}
      </View>
      <Shares record={record} />
      <Draws record={record} verdict={verdict} />
      <View className='card'>
        <View className='card-title'>自己来算</View>
        <View className='record__explain'>对第 n 次抽奖，取 HMAC-SHA256（密钥为种子，内容为「siyu-lottery-1:轮次编号:n:随机串:0」）的前四个字节，除以一百万取余数（大于等于 4294000000 时把末尾的 0 换成 1、2……再取），得到随机数；按奖品顺序把概率累加，随机数落在哪一段就是哪个奖品，抽完的改为「{shares[shares.length - 1]?.name}」。</View>
        <Hash name='轮次' text={round.id} />
        {process.env.TARO_ENV === 'h5'
          ? <Button wide text='下载这一轮的数据（JSON）' onTap={() => download(record)} />
          : <Button wide text='复制数据地址（JSON）' onTap={() => void copy(`${API_BASE}${path}`)} />}
      </View>
    </>
  )
}

const download = (record: RoundRecord): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(new Blob([JSON.stringify(record, null, 2)], { type: 'application/json' }))
  link.download = `lottery-round-${record.round.number}.json`
  link.click()
  URL.revokeObjectURL(link.href)
}

function Outcome({ verdict }: { verdict: Verdict }) {
  const { seedFits, whole, wrong, checked } = verdict
  return (
    <View className='record__outcome fade'>
      <Line good={seedFits} text={seedFits ? '种子与事先公布的校验值一致' : '种子与事先公布的校验值不一致'} />
      <Line good={whole} text={whole ? '没有缺少的抽奖' : '有抽奖不在记录里'} />
      <Line good={wrong.length === 0} text={wrong.length ? `第 ${wrong.slice(0, 5).join('、')} 次与重新计算的不一致` : `${checked} 次抽奖全部与重新计算的一致`} />
    </View>
  )
}

function Line({ good, text }: { good: boolean; text: string }) {
  return <View className={`row record__line ${good ? '' : 'record__line--bad'}`}><Icon name={good ? 'circle-check' : 'circle-alert'} size={16} /><Text className='grow'>{text}</Text></View>
}

function Shares({ record }: { record: RoundRecord }) {
  return (
    <View className='card'>
      <View className='card-title'>这一轮的概率和数量</View>
      {record.shares.map((share) => (
        <View key={share.position} className='odds__row'>
          <Text className='grow'>{share.name}</Text>
          <Text className='odds__left num'>{share.stock === null ? '不限' : `开始时剩 ${share.stock - share.wonBefore}`}</Text>
          <Text className='odds__ppm num'>{percentText(share.oddsPpm)}</Text>
        </View>
      ))}
    </View>
  )
}

function Draws({ record, verdict }: { record: RoundRecord; verdict: Verdict | null }) {
  const [all, setAll] = useState(false)
  const { draws, shares } = record
  if (!draws.length) return <View className='card muted'>这一轮还没有人抽过</View>
  const shown = all ? draws : draws.slice(-SHOWN_MAX)
  return (
    <View className='card'>
      <View className='card-title'>全部抽奖</View>
      <View className='muted record__note'>别人的名字换成了每轮不同的代号。</View>
      {shown.map((draw) => (
        <View key={draw.n} className={`record__draw ${draw.isMine ? 'record__draw--mine' : ''}`}>
          <Text className='record__n num'>{draw.n}</Text>
          <Text className='record__who num'>{draw.isMine ? '我' : draw.who}</Text>
          <Text className='record__roll num'>{draw.roll}</Text>
          <Text className='grow record__prize'>{shares[draw.given]?.name}{draw.rolled !== draw.given ? '（已抽完）' : ''}</Text>
          {verdict ? <Icon name={verdict.wrong.includes(draw.n) ? 'circle-alert' : 'check'} size={14} className={verdict.wrong.includes(draw.n) ? 'record__bad' : 'record__good'} /> : null}
        </View>
      ))}
      {!all && draws.length > SHOWN_MAX ? <Button wide text={`显示全部 ${draws.length} 次`} onTap={() => setAll(true)} /> : null}
    </View>
  )
}
