import { useEffect, useRef, useState } from 'react'
import { Text, Textarea, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import { ApiError } from '@siyu/client/client'
import type { OrderDetail, OrderIn } from '@siyu/client/shapes'
import { write } from '@/shared/api/http'
import { loadCart } from '@/shared/api/cart'
import { chosenAddress } from '@/shared/api/chosen-address'
import { askedOf, type Asked } from '@/shared/lib/basket-params'
import { uuid } from '@/shared/lib/env'
import { yuan } from '@/shared/lib/money'
import { back, go, replace } from '@/shared/lib/nav'
import { say, sentenceOf } from '@/shared/lib/say'
import { useStore } from '@/shared/lib/store'
import { useAction } from '@/shared/lib/use-action'
import { track } from '@/shared/tracking/tracker'
import { Button } from '@/shared/ui/button'
import { DerivationList } from '@/shared/ui/derivation'
import { Discounts } from '@/shared/ui/discounts'
import { Icon } from '@/shared/ui/icon'
import { Misses } from '@/shared/ui/misses'
import { Price } from '@/shared/ui/price'
import { Sheet } from '@/shared/ui/sheet'
import { Bone, Empty, Loaded, RowBones } from '@/shared/ui/states'
import { BottomBar, Fact, Tag, Tick } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { AddressCard } from './address-card'
import { CouponRow } from './coupon-row'
import { PointsRow } from './points-row'
import { QuoteGroup } from './quote-group'
import { useQuoted, type Choice, type Quoted } from './use-quoted'
import './index.scss'

export default function ConfirmPage() {
  const params = useRouter().params
  const addressId = useStore(chosenAddress)
  const asked = useRef(askedOf(params)).current
  useEffect(() => { track('checkout_begin') }, [])
  // Once the order is made the cart is empty: there is nothing left to quote.
  const placed = useRef(false)
  const { query, choose } = useQuoted(asked, addressId, placed.current)
  // The team filled up, or the activity ended: asking again would be refused again.
  if (query.data === null && !query.loading && query.error instanceof ApiError && query.error.status === 409) return <View className='confirm page'><Empty icon='info' title='暂时不能这样购买' hint={sentenceOf(query.error)} action='返回' onAction={back} /></View>
  return (
    <View className='confirm page page--bar'>
      <Loaded query={query} bones={<View><View className='card'><Bone w='50%' h={20} /><Bone mt={12} /></View><RowBones count={2} /></View>}>
        {(data) => (data.quote.groups.length ? <Confirm quoted={data} asked={asked} busy={query.loading || choose.busy} onChoose={(change) => void choose.run(change)} onStale={() => void query.reload()} onPlaced={() => { placed.current = true }} />
          : <Empty icon='shopping-cart' title='没有可以结算的商品' hint={data.quote.problems[0]?.message ?? '回购物车看看'} action='返回' onAction={back} />)}
      </Loaded>
    </View>
  )
}

interface ConfirmProps { quoted: Quoted; asked: Asked; busy: boolean; onChoose(change: Partial<Choice>): void; onStale(): void; onPlaced(): void }

function Confirm({ quoted: { quote, couponIds }, asked, busy, onChoose, onStale, onPlaced }: ConfirmProps) {
  const [note, setNote] = useState('')
  const [accepted, setAccepted] = useState(false)
  const [open, setOpen] = useState(false)
  // One visit of this page makes one order, however often the button is pressed.
  const clientKey = useRef(uuid()).current
  const submit = useAction(async (key: string, order: OrderIn) => {
    const made = await write<OrderDetail>('POST', '/orders', order, key)
    onPlaced()
    if (order.source === 'cart') void loadCart().catch((error: unknown) => console.warn('cart not refreshed', error))
    chosenAddress.set(null)
    replace('pay', { id: made.id, start: 1 })
  }, (error) => {
    // Price, an offer, points, stock or address changed meanwhile: show the new quote beside the sentence that says so.
    if (error instanceof ApiError && error.status === 409) { say(sentenceOf(error)); onStale(); return true }
    return false
  })
  const place = (): void => {
    if (quote.virtualNotice && !accepted) return say('请先阅读并勾选购买须知')
    void submit.run({ clientKey, ...asked, couponIds, addressId: quote.address?.id ?? null, points: quote.points?.used ?? 0, note: note.trim(), expectedPayableFen: quote.totals.payableFen, virtualNoticeAccepted: accepted })
  }
  const { totals, misses } = quote
  const addressMissing = quote.problems.some((problem) => problem.code === 'commerce.address_required')
  const main = addressMissing ? { text: '填写地址', label: '填写收货地址', onTap: () => go('addresses', { pick: 1 }) }
    : quote.canSubmit ? { text: '提交订单', label: `提交订单，${yuan(quote.totals.payableFen)}`, onTap: place } : { text: '返回修改', onTap: back }
  // What is delivered by itself needs no address; a mixed basket does.
  const onlyVirtual = quote.virtualNotice !== null && !quote.address && !addressMissing
  return (
    <>
      {onlyVirtual ? null : <AddressCard address={quote.address} />}
      {quote.problems.length ? (
        <View className='confirm__problems'>{quote.problems.map((problem, i) => <View key={i} className='row confirm__problem'><Icon name='info' size={16} /><Text className='grow'>{problem.message}</Text></View>)}</View>
      ) : null}
      {quote.groups.map((group) => <QuoteGroup key={group.warehouseName} group={group} />)}
      <CouponRow quote={quote} busy={busy || submit.busy} onChoose={(chosen) => onChoose({ couponIds: chosen })} />
      {quote.points ? <PointsRow share={quote.points} busy={busy || submit.busy} onSwitch={(usesPoints) => onChoose({ usesPoints })} /> : null}
      <View className='card confirm__note'>
        <Text className='confirm__note-name'>备注</Text>
        <Textarea className='confirm__input' value={note} maxlength={200} autoHeight placeholder='选填，可写下对配送的要求' aria-label='订单备注' onInput={(e) => setNote(e.detail.value)} />
      </View>
      <View className='card'>
        {asked.activity?.kind === 'group_buy' ? <Fact name='购买方式'><Tag text={`${asked.activity.size ?? ''} 人团`} /></Fact> : null}
        <Fact name='商品金额'>{yuan(totals.goodsFen)}</Fact>
        <Discounts steps={quote.derivation} totals={totals} className='confirm__off' />
        <Fact name='运费'>{totals.freightFen ? yuan(totals.freightFen) : '免运费'}</Fact>
        <Tap label='查看金额怎么算的' className='confirm__why' onTap={() => setOpen(true)}><Text>{misses.length ? `金额怎么算的，${misses.length} 个优惠没有用上` : '金额怎么算的'}</Text><Icon name='chevron-right' size={14} /></Tap>
      </View>
      {quote.virtualNotice ? (
        <Tap role='checkbox' selected={accepted} label='同意购买须知' className='card row confirm__notice' onTap={() => setAccepted(!accepted)}><Tick on={accepted} /><Text className='grow muted'>{quote.virtualNotice}</Text></Tap>
      ) : null}
      <BottomBar>
        <View className='grow confirm__sum'><View className='row'><Text>合计</Text><Price fen={totals.payableFen} size={22} exact /></View>{totals.savedFen > 0 ? <Text className='confirm__saved'>已省 {yuan(totals.savedFen)}</Text> : null}</View>
        <Button kind='primary' size='large' {...main} busy={submit.busy} disabled={busy} className='confirm__submit' />
      </BottomBar>
      <Sheet open={open} title='金额明细' onClose={() => setOpen(false)}><DerivationList steps={quote.derivation} totals={totals} /><Misses misses={misses} /></Sheet>
    </>
  )
}
