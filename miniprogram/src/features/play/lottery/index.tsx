import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import type { DrawResult, LotteryBrief, LotteryPage } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { asMember, isSignedIn } from '@/shared/api/session'
import { uuid } from '@/shared/lib/env'
import { go, goTab } from '@/shared/lib/nav'
import { knock } from '@/shared/lib/say'
import { whenText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { BottomBar } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Icon, type IconName } from '@/shared/ui/icon'
import { Sheet } from '@/shared/ui/sheet'
import { spoken } from '@/shared/ui/spoken'
import { Bone, Empty, Loaded } from '@/shared/ui/states'
import { Odds } from './odds'
import { Proof } from './proof'
import { useSpin } from './use-spin'
import './index.scss'

const ICONS: Record<LotteryPage['prizes'][number]['kind'], IconName> = { points: 'coins', coupon: 'ticket', goods: 'gift', thanks: 'heart' }

export default function LotteryPageView() {
  const asked = useRouter().params.id ?? ''
  const running = useQuery(asked ? null : 'running', () => read<{ items: LotteryBrief[] }>('/lotteries'))
  const id = asked || running.data?.items[0]?.id || ''
  const who = isSignedIn() ? 'member' : 'guest'
  const lottery = useQuery(id ? `${id} ${who}` : null, () => read<LotteryPage>(`/lotteries/${id}`))
  if (!asked && running.data?.items.length === 0) return <View className='page'><Empty icon='dices' title='现在没有抽奖活动' hint='有新活动时会放在这里' action='去签到领积分' onAction={() => asMember(() => go('checkIn'))} /></View>
  if (!id && running.error !== null) return <View className='page'><Loaded query={running} bones={null}>{() => null}</Loaded></View>
  return (
    <View className='lottery page page--bar'>
      <Loaded query={lottery} bones={<View className='card'><Bone w='50%' h={28} /><Bone h={240} mt={20} /></View>}>
        {(page) => <Play page={page} onChange={lottery.set} onOver={() => void lottery.reload()} />}
      </Loaded>
    </View>
  )
}

function Play({ page, onChange, onOver }: { page: LotteryPage; onChange(page: LotteryPage): void; onOver(): void }) {
  const [result, setResult] = useState<DrawResult | null>(null)
  const { lit, spin, clear } = useSpin(page.prizes.length)
  const draw = useAction(async (key: string) => {
    clear()
    // The nonce is ours, made after the commitment was seen: nobody could have chosen the seed to suit it.
    const made = await write<DrawResult>('POST', `/lotteries/${page.id}/draws`, { clientKey: key, nonce: uuid(), commitment: page.round?.commitment ?? '' })
    await spin(made.draw.position)
    knock()
    onChange(made.page)
    setResult(made)
  }, () => { onOver(); return false })
  return (
    <>
      <View className='lottery__head'>
        <View className='lottery__name'>{page.name}</View>
        <View className='lottery__words'>{page.words}</View>
        <View className='lottery__until num'>{page.state === 'published' && page.round ? `到 ${whenText(page.endsAt, Date.parse(page.now))} 结束` : page.stateText}</View>
      </View>
      <View className='card lottery__grid'>
        {page.prizes.map((prize) => (
          <View key={prize.position} className={`lottery__cell ${lit === prize.position ? 'lottery__cell--lit' : ''} ${prize.left === 0 ? 'lottery__cell--out' : ''}`} {...spoken(`${prize.name}${prize.left === 0 ? '，已抽完' : ''}`, 'img')}>
            <Icon name={ICONS[prize.kind]} size={26} />
            <Text className='lottery__cell-name two-lines'>{prize.name}</Text>
            {prize.left === null ? null : <Text className='lottery__cell-left num'>{prize.left ? `剩 ${prize.left}` : '已抽完'}</Text>}
          </View>
        ))}
      </View>
      <Odds prizes={page.prizes} />
      <Proof page={page} />
      <Bar page={page} busy={draw.busy} onDraw={() => void draw.run()} />
      <Sheet open={result !== null} title='抽奖结果' onClose={() => setResult(null)}>{result ? <Result result={result} onClose={() => setResult(null)} /> : null}</Sheet>
    </>
  )
}

function Bar({ page, busy, onDraw }: { page: LotteryPage; busy: boolean; onDraw(): void }) {
  const isGuest = !isSignedIn()
  const words = isGuest ? '登录后抽奖' : page.freeLeft ? '免费抽一次' : `用 ${page.nextCost} 积分抽一次`
  return (
    <BottomBar>
      <View className='grow'>
        <View className='lottery__why num'>{isGuest ? `每天免费 ${page.freePerDay} 次` : page.whyNot || `今天还能抽 ${page.drawsLeft} 次${page.freeLeft ? `，其中免费 ${page.freeLeft} 次` : ''} · 我的积分 ${page.points}`}</View>
        <Button kind='primary' size='large' wide text={words} busy={busy} disabled={!isGuest && !page.canDraw} onTap={() => (isGuest ? asMember(() => undefined) : onDraw())} />
      </View>
    </BottomBar>
  )
}

function Result({ result, onClose }: { result: DrawResult; onClose(): void }) {
  const { draw } = result
  const check = (): void => { onClose(); go('lotteryRecord', { lottery: result.page.id, number: draw.number }) }
  return (
    <View className='lottery__result'>
      <View className={`lottery__medal lottery__medal--${draw.kind}`}><Icon name={ICONS[draw.kind]} size={36} /></View>
      <View className='lottery__text' {...spoken(result.text, 'alert')}>{result.text}</View>
      <View className='muted num'>第 {draw.number} 轮第 {draw.n} 次，随机数 {draw.roll}</View>
      {draw.kind === 'goods' || draw.kind === 'coupon' ? <Button kind='primary' wide text='查看奖品' onTap={() => { onClose(); go('redeem', { tab: 'mine' }) }} /> : null}
      <View className='row lottery__ways'>
        <View className='grow'><Button wide text='查看这一轮记录' onTap={check} /></View>
        <View className='grow'><Button wide text={result.page.canDraw ? '再抽一次' : '去逛逛'} onTap={() => (result.page.canDraw ? onClose() : goTab('home'))} /></View>
      </View>
    </View>
  )
}
