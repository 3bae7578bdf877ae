import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useReachBottom, useRouter } from '@tarojs/taro'
import type { Award, RedeemItem, RedeemResult, RedeemShop } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { asMember, isSignedIn } from '@/shared/api/session'
import { go, goTab } from '@/shared/lib/nav'
import { ask, copy, knock } from '@/shared/lib/say'
import { whenText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { usePages, useQuery } from '@/shared/lib/use-query'
import { Tabs } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Sheet } from '@/shared/ui/sheet'
import { Empty, Failure, ListEnd, Loaded, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import './index.scss'

type Tab = 'shop' | 'mine'
const TABS: { key: string; text: string }[] = [{ key: 'shop', text: '积分商城' }, { key: 'mine', text: '我的兑换' }]

export default function RedeemPage() {
  const [tab, setTab] = useState<Tab>(useRouter().params.tab === 'mine' ? 'mine' : 'shop')
  const [got, setGot] = useState<Award | null>(null)
  if (!isSignedIn()) return <View className='page'><Empty icon='coins' title='登录后用积分兑换好物' action='去登录' onAction={() => asMember(() => setTab('shop'))} /></View>
  return (
    <View className='redeem page'>
      <Tabs items={TABS} value={tab} onChange={(next) => setTab(next === 'mine' ? 'mine' : 'shop')} />
      {tab === 'shop' ? <Shop onGot={setGot} /> : <Mine onLook={() => setTab('shop')} onOpen={setGot} />}
      <Sheet open={got !== null} title='兑换码' onClose={() => setGot(null)}>{got ? <Code award={got} /> : null}</Sheet>
    </View>
  )
}

function Shop({ onGot }: { onGot(award: Award): void }) {
  const shop = useQuery('redeem-shop', () => read<RedeemShop>('/redeem-shop'))
  return (
    <Loaded query={shop} bones={<RowBones count={4} thumb={88} />}>
      {({ items, points }) => (
        <>
          <View className='redeem__head'>
            <View className='grow'><View className='redeem__word'>我的积分</View><View className='redeem__points num'>{points}</View></View>
            <Button size='small' text='赚积分' onTap={() => go('tasks')} />
          </View>
          {items.length ? items.map((item) => <Item key={item.id} item={item} onDone={(result) => { shop.set(result.shop); onGot(result.award) }} onChanged={() => void shop.reload()} />)
            : <Empty icon='gift' title='还没有可以兑换的' hint='上新后会放在这里' action='去逛逛' onAction={() => goTab('home')} />}
        </>
      )}
    </Loaded>
  )
}

function Item({ item, onDone, onChanged }: { item: RedeemItem; onDone(result: RedeemResult): void; onChanged(): void }) {
  const redeem = useAction(async (key: string) => {
    const result = await write<RedeemResult>('POST', `/redeem-items/${item.id}/redeem`, { clientKey: key })
    knock()
    onDone(result)
  }, () => { onChanged(); return false })
  const press = async (): Promise<void> => {
    if (await ask('确认兑换', `用 ${item.points} 积分兑换「${item.name}」`, '兑换')) await redeem.run()
  }
  return (
    <View className='card redeem__row'>
      {item.imageUrl ? <Photo src={item.imageUrl} alt={item.name} size={88} className='redeem__photo' /> : <View className='redeem__photo redeem__photo--none'><Icon name={item.kind === 'coupon' ? 'ticket' : 'gift'} size={32} /></View>}
      <View className='grow redeem__body'>
        <View className='redeem__name two-lines'>{item.name}</View>
        <View className='muted'>{item.words}</View>
        <View className='muted num'>{item.left ? `共 ${item.stock} 份，还剩 ${item.left} 份` : `共 ${item.stock} 份，已换完`}{item.perMemberMax ? `，每人限 ${item.perMemberMax} 份` : ''}</View>
        <View className='redeem__foot'>
          <View className='grow redeem__cost num'>{item.points}<Text className='redeem__unit'>积分</Text></View>
          <Button size='small' kind='primary' text={item.canRedeem ? '兑换' : item.whyNot} label={item.canRedeem ? `兑换 ${item.name}` : `${item.name}，${item.whyNot}`} disabled={!item.canRedeem} busy={redeem.busy} onTap={() => void press()} />
        </View>
      </View>
    </View>
  )
}

function Mine({ onLook, onOpen }: { onLook(): void; onOpen(award: Award): void }) {
  const list = usePages<Award>('awards', (cursor) => read('/awards', { cursor }), true)
  useReachBottom(list.more)
  if (!list.items.length) {
    if (list.error !== null) return <Failure error={list.error} onRetry={() => void list.reload()} />
    return list.loading ? <RowBones count={3} thumb={40} /> : <Empty icon='gift' title='还没有兑换过' hint='兑换的和抽中的都在这里' action='看看能换什么' onAction={onLook} />
  }
  return (
    <>
      {list.items.map((award) => <Got key={award.id} award={award} onOpen={() => (award.kind === 'coupon' ? go('wallet') : onOpen(award))} />)}
      <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
    </>
  )
}

function Got({ award, onOpen }: { award: Award; onOpen(): void }) {
  return (
    <Tap label={`${award.name}，${award.stateText}`} className='card redeem__row redeem__row--flat' onTap={onOpen}>
      <View className='redeem__mark'><Icon name={award.kind === 'coupon' ? 'ticket' : 'gift'} size={20} /></View>
      <View className='grow'>
        <View className='redeem__name one-line'>{award.name}</View>
        <View className='muted num'>{award.source === 'lottery' ? '抽奖获得' : `${award.points} 积分兑换`} · {whenText(award.at)}</View>
      </View>
      <Text className={`redeem__state redeem__state--${award.state}`}>{award.stateText}</Text>
      <Icon name='chevron-right' size={16} className='redeem__more' />
    </Tap>
  )
}

/** What the counter asks for. */
export function Code({ award }: { award: Award }) {
  if (award.code === null) return <View className='redeem__code'><View className='redeem__name'>{award.name}</View><View className='muted'>{award.stateText === '优惠券发放中' ? '兑换成功，优惠券稍后放入您的卡包' : award.stateText}</View><Button kind='primary' wide text='去卡包看看' onTap={() => go('wallet')} /></View>
  const code = award.code.replace(/(\d{4})(?=\d)/g, '$1 ')
  return (
    <View className='redeem__code'>
      <View className='redeem__name'>{award.name}</View>
      <View className={`redeem__digits num redeem__digits--${award.state}`}>{code}</View>
      <View className='muted'>{award.state === 'waiting' ? '到店出示这个号码，由店员核销；寄送的由客服联系您' : award.stateText}</View>
      <Button wide text='复制兑换码' onTap={() => void copy(award.code ?? '')} />
    </View>
  )
}
