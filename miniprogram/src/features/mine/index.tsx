import { useState } from 'react'
import { Button as WechatButton, Text, View } from '@tarojs/components'
import { useDidShow } from '@tarojs/taro'
import type { Member } from '@siyu/client/shapes'
import { bootstrapStore } from '@/shared/api/bootstrap'
import { showCartCount } from '@/shared/api/cart'
import { asMember, memberStore, refreshMember } from '@/shared/api/session'
import { tokenStore } from '@/shared/api/token'
import { discountText } from '@/shared/lib/money'
import { go } from '@/shared/lib/nav'
import { say } from '@/shared/lib/say'
import { useStore } from '@/shared/lib/store'
import { Button } from '@/shared/ui/button'
import { Icon, type IconName } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Bone } from '@/shared/ui/states'
import { Entry } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { GuideCard } from './guide-card'
import { MemberGrid } from './member-grid'
import { PointsEntry } from './points-entry'
import './index.scss'

const STATES: { key: keyof Member['orderCounts']; state: string; text: string; icon: IconName }[] = [
  { key: 'pendingPayment', state: 'pending_payment', text: '待付款', icon: 'wallet' }, { key: 'toShip', state: 'to_ship', text: '待发货', icon: 'package' },
  { key: 'toReceive', state: 'to_receive', text: '待收货', icon: 'truck' }, { key: 'afterSale', state: 'after_sale', text: '售后', icon: 'undo-2' },
]

export default function MinePage() {
  const member = useStore(memberStore)
  const signedIn = useStore(tokenStore) !== null
  const serviceUrl = useStore(bootstrapStore)?.serviceUrl
  const [missed, setMissed] = useState(false)
  const refresh = (): void => void refreshMember().then((known) => setMissed(!known))
  useDidShow(() => { refresh(); showCartCount() })
  return (
    <View className='mine page'>
      <Tap label={signedIn ? '我的资料' : '登录'} className='mine__who' onTap={() => (signedIn ? go('settings') : asMember(() => undefined))}>
        {member?.avatarUrl ? <Photo src={member.avatarUrl} alt='' size={64} className='mine__face' /> : <View className='mine__face mine__face--none'><Icon name='user-round' size={30} /></View>}
        <View className='grow'>
          <View className='mine__name one-line'>{signedIn ? (member?.nickname ?? '会员') : '登录 / 注册'}</View>
          <View className='mine__phone num'>{!signedIn ? '登录后查看订单、享会员价' : member ? (member.phoneMasked ?? '还没有绑定手机号') : missed ? '资料没有取到' : '正在取资料'}</View>
        </View>
        <Icon name='chevron-right' size={18} />
      </Tap>
      {member ? <LevelCard member={member} /> : !signedIn ? null : missed ? <View className='card row'><Text className='grow'>会员资料没有取到</Text><Button size='small' text='再试一次' onTap={refresh} /></View> : <View className='mine__level mine__level--bones'><Bone h={77} r={12} /></View>}
      <View className='card mine__orders'>
        <Tap label='全部订单' className='mine__head' onTap={() => asMember(() => go('orders'))}><Text className='card-title grow'>我的订单</Text><Text className='muted'>全部</Text><Icon name='chevron-right' size={14} /></Tap>
        <View className='mine__states'>
          {STATES.map(({ key, state, text, icon }) => {
            const count = member?.orderCounts[key] ?? 0
            return (
              <Tap key={key} label={count ? `${text}，${count}` : text} className='mine__state' onTap={() => asMember(() => (key === 'afterSale' ? go('afterSales') : go('orders', { state })))}>
                <View className='mine__state-icon'><Icon name={icon} size={24} />{count ? <Text className='mine__count num'>{count > 99 ? '99+' : count}</Text> : null}</View>
                <Text className='mine__state-text'>{text}</Text>
              </Tap>
            )
          })}
        </View>
      </View>
      <GuideCard />
      <MemberGrid />
      <View className='card mine__entries'>
        <Entry first icon='layout-grid' title='会员码' value='到店出示' onTap={() => asMember(() => go('memberCard'))} />
        <Entry icon='ticket' title='优惠券' value={member?.couponCount ? `${member.couponCount} 张可用` : ''} onTap={() => asMember(() => go('wallet'))} />
        <PointsEntry />
        <Entry icon='gift' title='领券中心' onTap={() => go('coupons')} />
        <Entry icon='heart' title='我的收藏' onTap={() => asMember(() => go('favourites'))} />
        <Entry icon='scissors' title='我的砍价' onTap={() => asMember(() => go('bargains', { tab: 'mine' }))} />
        <Entry icon='map-pin' title='收货地址' onTap={() => asMember(() => go('addresses'))} />
        {process.env.TARO_ENV === 'weapp'
          ? <WechatButton openType='contact' className='mine__contact'><Icon name='headset' size={20} /><Text className='grow'>联系客服</Text><Icon name='chevron-right' size={16} /></WechatButton>
          : <Entry icon='headset' title='联系客服' value={serviceUrl ? '' : '在微信小程序里'} onTap={() => (serviceUrl ? void window.open(serviceUrl) : say('客服在微信小程序里为您服务'))} />}
        <Entry icon='shield-check' title='隐私保护' onTap={() => go('privacy')} />
        <Entry icon='settings' title='设置' onTap={() => go('settings')} />
        <Entry icon='info' title='关于我们' onTap={() => go('about')} />
      </View>
    </View>
  )
}

function LevelCard({ member }: { member: Member }) {
  const { name, discountPercent, growth, nextName, nextGrowth } = member.level
  const discount = discountText(discountPercent)
  const missing = nextGrowth === null ? 0 : Math.max(0, nextGrowth - growth)
  const way = missing ? `再得 ${missing} 成长值升级为${nextName}` : `近一年成长值 ${growth}`
  return (
    <Tap label={`${name}，${way}，查看等级与权益`} className='mine__level' onTap={() => go('level')}>
      <View className='grow'>
        <View className='mine__level-name'>{name}</View>
        <View className='mine__level-note num'>{way}</View>
        {nextGrowth ? <View className='mine__level-bar'><View className='mine__level-done' style={{ width: `${Math.min(100, Math.round((growth * 100) / nextGrowth))}%` }} /></View> : null}
      </View>
      <View className='mine__level-right'>{discount ? <View className='mine__level-off num'>{discount}</View> : null}<View className='mine__level-note'>等级权益</View></View>
      <Icon name='chevron-right' size={16} />
    </Tap>
  )
}
