import { Image, Text, View } from '@tarojs/components'
import type { MemberCard } from '@siyu/client/shapes'
import { isSignedIn } from '@/shared/api/session'
import { discountText } from '@/shared/lib/money'
import { goTab } from '@/shared/lib/nav'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { spoken } from '@/shared/ui/spoken'
import { Bone, Empty, Failure } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { useBrightness } from './brightness'
import './index.scss'
import { useCard } from './use-card'

export default function MemberCardPage() {
  const signedIn = isSignedIn()
  const card = useCard(signedIn)
  useBrightness()
  if (!signedIn) return <Empty icon='user-round' title='登录后才有会员码' hint='在「我的」里登录，会员码会自动生成' action='去登录' onAction={() => goTab('mine')} />
  if (card.card) return <Shown card={card.card} isStale={card.isStale} missed={card.missed} seconds={card.seconds} onAgain={card.again} />
  if (card.error !== null) return <Failure error={card.error} onRetry={card.again} />
  return <View className='member-card page'><View className='member-card__face'><Bone h={28} w='50%' /><Bone h={72} mt={24} /><Bone h={220} mt={24} /></View></View>
}

interface Props { card: MemberCard; isStale: boolean; missed: boolean; seconds: number; onAgain(): void }

function Shown({ card, isStale, missed, seconds, onAgain }: Props) {
  return (
    <View className='member-card page'>
      <View className='member-card__face'>
        <View className='member-card__head'>
          <View className='grow'>
            <View className='member-card__name one-line'>{card.nickname}</View>
            <View className='member-card__level'>{[card.levelName, discountText(card.discountPercent), card.freeFreight ? '包邮' : ''].filter(Boolean).join(' · ')}</View>
          </View>
          {card.points === null ? null : <View className='member-card__points'><View className='member-card__points-count num'>{card.points}</View><View className='member-card__points-word'>积分</View></View>}
        </View>
        <View className='member-card__paper'>
          <View className={isStale ? 'member-card__old' : ''} {...spoken(isStale ? '会员码已过期' : '会员码，请店员扫描', 'img')}>
            <Bars widths={card.bars} />
            <View className='member-card__digits num'>{card.codeGrouped}</View>
            <Image className='member-card__qr' src={card.qrUrl} mode='aspectFit' />
          </View>
          {isStale ? <View className='member-card__over'><Text className='member-card__over-word'>会员码已过期</Text><Button text='换一个新的' kind='primary' onTap={onAgain} /></View> : null}
        </View>
        <View className='member-card__note'>
          {missed
            ? <><Icon name='wifi-off' size={14} /><Text>网络没有连上，连上后会自动换新码</Text></>
            : <><Icon name='clock' size={14} /><Text className='num'>{isStale ? '正在换新码' : `${seconds} 秒后自动换新`}</Text><Tap label='现在换' className='member-card__now' onTap={onAgain}><Text>现在换</Text></Tap></>}
        </View>
      </View>
      <View className='card'>
        <View className='card-title'>怎样使用</View>
        <View className='member-card__line'>到店结账前出示，店员扫一下就知道您的等级和优惠。</View>
        <View className='member-card__line'>每个码只能用一次，一分钟后失效，请不要截图发给别人。</View>
        <View className='member-card__line'>扫不出来时，把屏幕调亮一些，或把上面的数字念给店员。</View>
      </View>
    </View>
  )
}

/** Bars and spaces in turn, each as wide as its number says. */
function Bars({ widths }: { widths: readonly number[] }) {
  return (
    <View className='member-card__bars'>
      {widths.map((width, n) => <View key={n} className={n % 2 ? '' : 'member-card__bar'} style={{ flexGrow: width }} />)}
    </View>
  )
}
