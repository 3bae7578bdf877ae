import { Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh, useShareAppMessage } from '@tarojs/taro'
import type { CouponCentre, CouponOffer } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { asMember, memberStore } from '@/shared/api/session'
import { tokenStore } from '@/shared/api/token'
import { go, goTab, PAGES } from '@/shared/lib/nav'
import { useStore } from '@/shared/lib/store'
import { useQuery } from '@/shared/lib/use-query'
import { OfferTicket } from '@/shared/promotion/offer-ticket'
import { Icon } from '@/shared/ui/icon'
import { Empty, Loaded, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import './index.scss'

/** What anybody may claim now or soon. */
export default function CouponCentrePage() {
  const centre = useQuery<CouponCentre>('centre', () => read<CouponCentre>('/coupons/centre'))
  usePullDownRefresh(async () => { await centre.reload(); Taro.stopPullDownRefresh() })
  useShareAppMessage(() => ({ title: '领券中心', path: PAGES.coupons }))
  return (
    <View className='centre page'>
      <Mine />
      <Loaded query={centre} bones={<RowBones count={3} />}>
        {({ items }) => {
          const put = (fresh: CouponOffer): void => centre.set({ items: items.map((one) => (one.templateId === fresh.templateId ? fresh : one)) })
          if (!items.length) return <Empty icon='ticket' title='现在没有可领的优惠券' hint='有新券会放在这里，先去看看商品' action='去逛逛' onAction={() => goTab('home')} />
          return <>{items.map((offer) => <OfferTicket key={offer.templateId} offer={offer} onClaimed={put} onRefused={() => void centre.reload()} onMine={() => go('wallet')} />)}</>
        }}
      </Loaded>
    </View>
  )
}

function Mine() {
  const count = useStore(memberStore)?.couponCount
  const signedIn = useStore(tokenStore) !== null
  const words = !signedIn ? '登录后领券，结算时自动用上' : count === undefined ? '' : count ? `${count} 张可用` : '还没有可用的券'
  return (
    <Tap label={`我的优惠券，${words}`} className='centre__mine' onTap={() => asMember(() => go('wallet'))}>
      <Icon name='ticket' size={20} /><Text className='grow'>我的优惠券</Text><Text className='centre__count num'>{words}</Text><Icon name='chevron-right' size={14} />
    </Tap>
  )
}
