import { useCallback, useRef, useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useDidShow } from '@tarojs/taro'
import type { PlanOffer, PurchaseCheck, SigningJump, SubscriptionPage, SubscriptionPurchase } from '@siyu/client/shapes'
import { bootstrapStore } from '@/shared/api/bootstrap'
import { read, write } from '@/shared/api/http'
import { asMember, refreshMember } from '@/shared/api/session'
import { askSubscribe } from '@/shared/api/wechat'
import { ask, knock, say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Cashier } from '@/shared/pay/cashier'
import { Signing } from '@/shared/pay/signing'
import { payInWechat, type PayOutcome } from '@/shared/pay/wechat-pay'
import { signInWechat } from '@/shared/pay/wechat-signing'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Bone, Loaded } from '@/shared/ui/states'
import { Current } from './current'
import { History } from './history'
import { Plan } from './plan'
import { UpgradeSheet } from './upgrade-sheet'
import './index.scss'

export default function SubscriptionPageView() {
  const page = useQuery('subscription', () => read<SubscriptionPage>('/subscription'))
  return (
    <View className='sub page'>
      <Loaded query={page} bones={<><Bone h={132} r={12} mt={12} /><Bone h={180} r={12} mt={12} /><Bone h={180} r={12} mt={12} /></>}>
        {(data) => <Membership page={data} onChange={page.set} reload={page.reload} />}
      </Loaded>
    </View>
  )
}

interface Props { page: SubscriptionPage; onChange(page: SubscriptionPage): void; reload(): Promise<void> }

function Membership({ page, onChange, reload }: Props) {
  const [paying, setPaying] = useState<SubscriptionPurchase | null>(null)
  const [signing, setSigning] = useState<SigningJump | null>(null)
  const [upgrading, setUpgrading] = useState<PlanOffer | null>(null)
  const wentToSign = useRef(false)

  const trial = useAction(async (key: string, planCode: string) => {
    await write('POST', '/subscription/trial', { planCode }, key)
    knock()
    say('已开始免费试用')
    await reload()
  })
  const paid = useCallback(async (purchase: SubscriptionPurchase, outcome: PayOutcome) => {
    setPaying(null)
    if (outcome.result === 'cancel') return say('还没有付款，随时可以继续')
    if (outcome.result === 'fail') return say(outcome.message || '支付没有成功，请稍后再试')
    const { message } = await write<PurchaseCheck>('POST', `/subscription/purchases/${purchase.chargeId}/check`)
    knock()
    say(message)
    await Promise.all([reload(), refreshMember()])
  }, [reload])
  const buy = useAction(async (key: string, planCode: string) => {
    const purchase = await write<SubscriptionPurchase>('POST', '/subscription/purchases', { planCode }, key)
    setUpgrading(null)
    if (process.env.TARO_ENV === 'h5') setPaying(purchase)
    else await paid(purchase, await payInWechat(purchase.pay))
  })
  const signed = useCallback(async () => onChange(await write<SubscriptionPage>('POST', '/subscription/contract/check')), [onChange])
  const sign = useAction(async (key: string) => {
    const jump = await write<SigningJump>('POST', '/subscription/contract', undefined, key)
    if (process.env.TARO_ENV === 'h5') return setSigning(jump)
    wentToSign.current = await signInWechat(jump)
    if (!wentToSign.current) say('没有打开微信的签约页，请稍后再试')
  })
  // Back from WeChat's mini-program: what was answered there is asked for.
  useDidShow(() => {
    if (wentToSign.current) void signed()
    wentToSign.current = false
  })
  const settleSigning = (outcome: PayOutcome): void => {
    setSigning(null)
    if (outcome.result === 'ok') void signed()
    else if (outcome.result === 'fail') say(outcome.message || '没有开通成功，请稍后再试')
  }
  const cancel = useAction(async (key: string) => {
    const name = page.current?.planName ?? '会员'
    const words = page.current?.state === 'grace' ? '取消后会员权益立即结束，不再扣款。' : '权益保留到本期结束，之后不再扣款。已付的费用不退。'
    if (!(await ask(`取消${name}`, words, '确认取消', true))) return
    await write('POST', '/subscription/cancel', undefined, key)
    say('已取消，不会再扣款')
    await reload()
  })
  const remind = (): void => {
    const template = bootstrapStore.get()?.templates.membershipRenewal
    if (!template) return say('商家还没有开通提醒')
    void askSubscribe([template]).then(async (results) => {
      await write('POST', '/me/subscriptions', { results })
      say(results.some((one) => one.accepted) ? '到期前会提醒您' : '没有开启提醒')
    }).catch(() => say('没有开启提醒，请稍后再试'))
  }
  const act = (plan: PlanOffer): void => asMember(() => (plan.upgrade ? setUpgrading(plan) : void buy.run(plan.code)))

  return (
    <>
      {page.current ? <Current current={page.current} text={page.autoRenewText} offered={page.autoRenewOffered} busy={sign.busy} onSign={() => void sign.run()} onRemind={remind} /> : <Intro />}
      {page.plans.map((plan) => <Plan key={plan.code} plan={plan} mine={page.current?.planCode === plan.code} trial={page.trialAvailable} busy={buy.busy || trial.busy} onAct={() => act(plan)} onTry={() => asMember(() => void trial.run(plan.code))} />)}
      <Terms page={page} />
      <History periods={page.periods} />
      {page.current?.canCancel ? <View className='sub__cancel'><Button wide kind='line' text='取消会员' busy={cancel.busy} onTap={() => void cancel.run()} /></View> : null}
      <UpgradeSheet plan={upgrading} busy={buy.busy} onClose={() => setUpgrading(null)} onPay={(plan) => void buy.run(plan.code)} />
      {paying ? <Cashier payment={paying.pay} onSettled={(outcome) => void paid(paying, outcome)} /> : null}
      {signing ? <Signing jump={signing} onSettled={settleSigning} /> : null}
    </>
  )
}

function Intro() {
  return (
    <View className='sub__head'>
      <View className='sub__head-title'>付费会员</View>
      <View className='sub__head-note'>会员价、包邮和更多积分，随时可以取消</View>
    </View>
  )
}

function Terms({ page }: { page: SubscriptionPage }) {
  const lines = [
    page.autoRenewText,
    page.autoRenewAvailable ? '自动续费的金额就是当时方案的价格，扣款前微信会先通知；没扣成功时权益保留几天，并再试几次' : '到期前我们会提醒，需要时请手动续费',
    '取消会员：点本页最下方的“取消会员”，权益保留到本期结束；试用期内取消不收费',
  ]
  return <View className='card sub__terms'>{lines.map((line) => <View key={line} className='sub__term'><Icon name='info' size={16} /><Text className='grow'>{line}</Text></View>)}</View>
}
