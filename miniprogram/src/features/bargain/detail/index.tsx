import { useEffect, useMemo, useRef, useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useDidHide, useDidShow, useRouter, useShareAppMessage } from '@tarojs/taro'
import type { BargainPage, HelpResult } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { yuan } from '@/shared/lib/money'
import { knock } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { go } from '@/shared/lib/nav'
import { Countdown } from '@/shared/ui/countdown'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { spoken } from '@/shared/ui/spoken'
import { Bone, Loaded, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { endsHere } from '../time'
import { useFalling } from '../use-falling'
import { Actions } from './actions'
import { Proof } from './proof'
import { Records } from './records'
import './index.scss'

const LOOK_AGAIN_MS = 8_000

export default function BargainDetailPage() {
  const id = useRouter().params.id ?? ''
  const bargain = useQuery(id || null, () => read<BargainPage>(`/bargains/${id}`))
  const { data } = bargain
  // Friends cut while the owner looks: the page asks again as long as it is on the screen and cuts may come.
  const onScreen = useRef(true)
  useDidShow(() => { onScreen.current = true })
  useDidHide(() => { onScreen.current = false })
  const isOpen = data?.state === 'open'
  useEffect(() => {
    if (!isOpen) return
    const timer = setInterval(() => { if (onScreen.current) void bargain.reload() }, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [isOpen, id])
  useShareAppMessage(() => ({
    title: data ? `帮我砍一刀，${data.title} 现在 ${yuan(data.priceFen)}` : '帮我砍一刀', path: `/packages/promotion/pages/bargain/detail/index?id=${id}`,
    ...(data?.imageUrl ? { imageUrl: data.imageUrl } : {}),
  }))
  return (
    <View className='bargain page page--bar'>
      <Loaded query={bargain} bones={<View><View className='card'><Bone h={96} /><Bone w='50%' h={40} mt={20} /><Bone h={10} mt={16} /></View><RowBones count={2} thumb={32} /></View>}>
        {(page) => <Bargain page={page} onChange={bargain.set} onOver={() => void bargain.reload()} />}
      </Loaded>
    </View>
  )
}

function Bargain({ page, onChange, onOver }: { page: BargainPage; onChange(page: BargainPage): void; onOver(): void }) {
  const [result, setResult] = useState<HelpResult | null>(null)
  const help = useAction(async (key: string) => {
    const answer = await write<HelpResult>('POST', `/bargains/${page.id}/help`, undefined, key)
    knock()
    setResult(answer)
    onChange(answer.page)
  }, () => { onOver(); return false })
  return (
    <>
      {result ? (
        <View className='bargain__thanks fade' {...spoken(result.text, 'alert')}>
          <View className='bargain__thanks-mark'><Icon name='scissors' size={20} /></View>
          <View className='grow'><View className='bargain__thanks-text num'>{result.text}</View><View className='bargain__thanks-note'>{result.page.ownerName} 会看到您的这一刀</View></View>
        </View>
      ) : null}
      <Standing page={page} onOver={onOver} />
      <Records page={page} />
      <Proof page={page} />
      <Actions page={page} helping={help.busy} onHelp={() => void help.run()} onReplaced={onOver} />
    </>
  )
}

const headOf = ({ asking, ownerName }: BargainPage): string => {
  if (asking.role === 'owner') return '我的砍价'
  if (asking.role === 'helper') return `${ownerName} 的砍价，您已经帮过忙了`
  return asking.whyNot ? `${ownerName} 的砍价` : `${ownerName} 想要这件好物，请您帮忙砍一刀`
}

/** What it is, what it costs now, and how far it has come from the list price to the floor. */
function Standing({ page, onOver }: { page: BargainPage; onOver(): void }) {
  const shown = useFalling(page.priceFen, page.startFen)
  const until = useMemo(() => endsHere(page.expiresAt, page.now), [page])
  const done = Math.round(((page.startFen - page.priceFen) / (page.startFen - page.floorFen)) * 100)
  const isRunning = page.state === 'open' || page.state === 'floor'
  return (
    <View className='card bargain__card'>
      <View className='bargain__who'>{headOf(page)}</View>
      <Tap label={`看商品 ${page.title}`} className='bargain__goods' onTap={() => go('product', { id: page.productId })}>
        <Photo src={page.imageUrl} alt={page.title} size={72} eager className='bargain__photo' />
        <View className='grow'><View className='bargain__title two-lines'>{page.title}</View>{page.optionText ? <View className='muted'>{page.optionText}</View> : null}</View>
        <Icon name='chevron-right' size={16} className='bargain__arrow' />
      </Tap>
      <View className='bargain__now'>
        <Text className='bargain__now-word'>{page.state === 'bought' ? '成交价' : '现在'}</Text>
        <Price fen={shown} size={44} exact />
        <Text className='bargain__off num'>已砍 {yuan(page.startFen - page.priceFen)}</Text>
      </View>
      <View className='bargain__bar' {...spoken(`已砍到 ${done}%`, 'img')}><View className='bargain__bar-done' style={{ width: `${Math.max(4, done)}%` }} /></View>
      <View className='bargain__ends num'><Text>原价 {yuan(page.startFen)}</Text><Text>底价 {yuan(page.floorFen)}</Text></View>
      <View className={`bargain__state bargain__state--${page.state}`}>
        <Text className='grow'>{page.stateText}</Text>
        {isRunning ? <Text className='bargain__clock'><Countdown until={until} over='时间到了' onOver={onOver} /> 后结束</Text> : null}
      </View>
      {page.quota !== null && isRunning ? <Left quota={page.quota} remaining={page.remaining ?? 0} /> : null}
    </View>
  )
}

/** The true numbers of a limited campaign. */
function Left({ quota, remaining }: { quota: number; remaining: number }) {
  return remaining > 0
    ? <View className='bargain__left num'>活动共 {quota} 件，还剩 {remaining} 件</View>
    : <View className='bargain__left bargain__left--none num'>活动共 {quota} 件，已抢完；有订单未付款退回时才能购买</View>
}
