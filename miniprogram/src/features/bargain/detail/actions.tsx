import { Button as WechatButton, Text, View } from '@tarojs/components'
import type { BargainPage } from '@siyu/client/shapes'
import { write } from '@/shared/api/http'
import { asMember, isSignedIn } from '@/shared/api/session'
import { activityParams } from '@/shared/lib/activity'
import { yuan } from '@/shared/lib/money'
import { go, replace } from '@/shared/lib/nav'
import { copy } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { BottomBar } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'

interface Props { page: BargainPage; helping: boolean; onHelp(): void; onReplaced(): void }

/** The one or two things that the person who looks may do now; what stands in the way is said above them. */
export function Actions({ page, helping, onHelp, onReplaced }: Props) {
  const open = useAction(async (key: string) => {
    const own = await write<BargainPage>('POST', '/bargains', { campaignId: page.campaignId, skuId: page.skuId }, key)
    if (own.id === page.id) onReplaced()
    else replace('bargain', { id: own.id })
  })
  const { asking, state } = page
  const startOwn = (): void => asMember(() => void open.run())
  const buy = (): void => go('confirm', { source: 'direct', skuId: page.skuId, quantity: 1, ...activityParams({ kind: 'bargain', campaignId: page.campaignId, bargainId: page.id }) })
  const own = asking.role === 'owner'
  const canAskFriends = own && state === 'open'
  const canHelp = asking.canHelp || (asking.role === 'guest' && state === 'open' && !asking.whyNot)
  return (
    <BottomBar>
      <View className='grow'>
        {asking.whyNot && !page.orderId ? <View className='bargain__why'>{asking.whyNot}</View> : null}
        <View className='bargain__actions'>
          {canAskFriends ? <Share primary={!asking.canBuy} /> : null}
          {own && asking.canBuy ? <Button kind='primary' size='large' wide text={state === 'floor' ? `底价购买 ${yuan(page.priceFen)}` : `现在就买 ${yuan(page.priceFen)}`} onTap={buy} /> : null}
          {own && page.orderId ? <Button kind='primary' size='large' wide text={state === 'ordered' ? '去付款' : '查看订单'} onTap={() => go('order', { id: page.orderId ?? '' })} /> : null}
          {own && (state === 'expired' || state === 'closed') ? <Button kind='primary' size='large' wide text={state === 'expired' ? '重新发起' : '看其他砍价'} busy={open.busy} onTap={state === 'expired' ? startOwn : () => replace('bargains')} /> : null}
          {canHelp ? <Button kind='primary' size='large' wide text={isSignedIn() ? '帮 TA 砍一刀' : '登录并帮 TA 砍一刀'} busy={helping} onTap={() => asMember(onHelp)} /> : null}
          {!own ? <Button kind={canHelp ? 'line' : 'primary'} size='large' wide text='我也要砍' busy={open.busy} onTap={startOwn} /> : null}
        </View>
      </View>
    </BottomBar>
  )
}

/** WeChat opens its own list of friends; a browser can but hand the link over. */
function Share({ primary }: { primary: boolean }) {
  if (process.env.TARO_ENV === 'weapp') return <WechatButton openType='share' className={`bargain__share ${primary ? 'bargain__share--primary' : ''}`}><Text>邀请好友帮砍</Text></WechatButton>
  return <Button kind={primary ? 'primary' : 'line'} size='large' wide text='邀请好友帮砍' onTap={() => void copy(window.location.href)} />
}
