import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh, useReachBottom, useRouter } from '@tarojs/taro'
import type { CouponShelf, WalletCoupon } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { asMember } from '@/shared/api/session'
import { tokenStore } from '@/shared/api/token'
import { go } from '@/shared/lib/nav'
import { useStore } from '@/shared/lib/store'
import { usePages } from '@/shared/lib/use-query'
import { Ticket } from '@/shared/promotion/ticket'
import { Button } from '@/shared/ui/button'
import { Empty, Failure, ListEnd, RowBones } from '@/shared/ui/states'
import { Tabs } from '@/shared/ui/bits'
import { CodeField } from './code-field'
import { canUse, EMPTY_WORDS, SHELVES, spanText } from './words'
import './index.scss'

const PAGE_SIZE = 20

export default function WalletPage() {
  const { code } = useRouter().params
  const [shelf, setShelf] = useState<CouponShelf>('usable')
  const signedIn = useStore(tokenStore) !== null
  const list = usePages<WalletCoupon>(signedIn ? shelf : null, (cursor) => read('/coupons', { shelf, cursor, limit: PAGE_SIZE }), true)
  useReachBottom(list.more)
  usePullDownRefresh(async () => { if (signedIn) await list.reload(); Taro.stopPullDownRefresh() })
  const onClaimed = (): void => { if (shelf === 'usable') void list.reload(); else setShelf('usable') }
  return (
    <View className='wallet page'>
      <View className='wallet__top'>
        <CodeField given={code ? decodeURIComponent(code) : ''} onClaimed={onClaimed} />
        <Tabs items={SHELVES} value={shelf} onChange={(next: CouponShelf) => setShelf(next)} />
      </View>
      {!signedIn ? <Empty icon='ticket' title='登录后查看优惠券' hint='领到的券都放在这里，结算时自动用上' action='去登录' onAction={() => asMember(() => undefined)} /> : (
        <>
          {list.items.map((coupon) => <Held key={coupon.id} coupon={coupon} shelf={shelf} />)}
          {list.items.length ? null : list.error !== null ? <Failure error={list.error} onRetry={() => void list.reload()} /> : list.loading ? <RowBones count={3} />
            : <Empty icon='ticket' {...EMPTY_WORDS[shelf]} action='去领券中心' onAction={() => go('coupons')} />}
          <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
        </>
      )}
    </View>
  )
}

function Held({ coupon, shelf }: { coupon: WalletCoupon; shelf: CouponShelf }) {
  return (
    <Ticket coupon={coupon} when={spanText(coupon, Date.now())} dim={shelf !== 'usable'} mark={coupon.expiresSoon && shelf === 'usable' ? '3 天内到期' : ''}>
      {canUse(shelf, coupon) ? (
        <View className='ticket__foot'><Text className='ticket__note grow'>{coupon.stateText}</Text><Button size='small' kind='soft' text='去使用' label={`去使用${coupon.name}`} onTap={() => go('list')} /></View>
      ) : <View className='ticket__state'>{coupon.stateText}</View>}
    </Ticket>
  )
}
