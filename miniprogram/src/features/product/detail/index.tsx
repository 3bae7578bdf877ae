import { useEffect, useRef, useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useRouter, useShareAppMessage } from '@tarojs/taro'
import type { CouponOffer, GroupOffer as Offer, ProductDetail, ProductGroup, ProductOffers, Sku } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { addToCart } from '@/shared/api/cart'
import { asMember, memberStore } from '@/shared/api/session'
import { activityParams } from '@/shared/lib/activity'
import { go } from '@/shared/lib/nav'
import { knock, say } from '@/shared/lib/say'
import { useStore } from '@/shared/lib/store'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { useLiveProduct } from '@/shared/live/use-live-product'
import { shownPrice, withSkew, type Offers } from '@/shared/promotion/timed'
import { SkuSheet, type Deal, type SkuIntent } from '@/shared/sku/sku-sheet'
import { Icon } from '@/shared/ui/icon'
import { Sheet } from '@/shared/ui/sheet'
import { Bone, Empty, Loaded } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { BargainRow } from './bargain-row'
import { Bundles } from './bundles'
import { BuyBar } from './buy-bar'
import { CouponRow } from './coupon-row'
import { Details } from './details'
import { Gallery } from './gallery'
import { GuideRow } from './guide-row'
import { GroupOffer, type GroupDeal } from './group-offer'
import { PriceBlock } from './price-block'
import './index.scss'

export default function ProductPage() {
  const { id = '', team, group } = useRouter().params
  const product = useQuery(id || null, () => read<ProductDetail>(`/products/${id}`))
  useShareAppMessage(() => ({ title: product.data?.title ?? '', path: `/features/product/detail/index?id=${id}` }))
  return (
    <View className='product page page--bar'>
      <Loaded query={product} bones={<Bones />}>
        {(data) => (data.status === 'on_sale'
          ? <Product product={data} joining={team || group ? { teamId: team, size: Number(group) || 0 } : null} onChange={product.set} />
          : <Empty icon='package' title='这件商品已经下架' hint='看看同类的其他商品' action='看同类商品' onAction={() => go('list', { categoryId: data.categoryId })} />)}
      </Loaded>
    </View>
  )
}

/** From the page of a team: the place that somebody wants to take, or the size of the team to open. */
interface Joining { teamId?: string; size: number }

function Product({ product: loaded, joining, onChange }: { product: ProductDetail; joining: Joining | null; onChange(product: ProductDetail): void }) {
  const product = useLiveProduct(loaded)
  const [intent, setIntent] = useState<SkuIntent>('both')
  const [open, setOpen] = useState(false)
  const [deal, setDeal] = useState<GroupDeal | null>(null)
  const group = useQuery(product.id, () => read<ProductGroup>(`/products/${product.id}/group`))
  const offer = group.data?.offer ?? null
  const asked = useRef(joining)
  useEffect(() => {
    const wanted = asked.current
    if (!offer || !wanted) return
    asked.current = null
    showDeal({ campaignId: offer.campaignId, size: wanted.size, teamId: wanted.teamId })
  }, [offer])
  const [chosen, setChosen] = useState<Sku | null>(null)
  const { offers, timed, viewer, onClaimed, reload } = useOffers(product.id)
  const add = useAction(async (key: string, skuId: string, quantity: number) => {
    await addToCart(skuId, quantity, key)
    knock()
    setOpen(false)
    say('已加入购物车')
  })
  const show = (next: SkuIntent): void => { setDeal(null); setIntent(next); setOpen(true) }
  const showDeal = (next: GroupDeal): void => { setDeal(next); setIntent('buy'); setOpen(true) }
  const onChosen = (sku: Sku, quantity: number, as: 'cart' | 'buy' | 'change'): void => {
    setChosen(sku)
    if (as === 'cart') return void add.run(sku.id, quantity)
    setOpen(false)
    const activity = deal ? activityParams({ kind: 'group_buy', campaignId: deal.campaignId, size: deal.size, teamId: deal.teamId }) : {}
    asMember(() => go('confirm', { source: 'direct', skuId: sku.id, quantity, ...activity }))
  }
  const soldOut = product.skus.every((sku) => sku.available < 1)
  return (
    <>
      <Gallery product={product} />
      <PriceBlock product={product} shown={shownPrice(product, timed, chosen, viewer)} offers={offers} onOver={reload} />
      {offer && group.data ? <GroupOffer offer={offer} now={group.data.now} onDeal={showDeal} onOver={() => void group.reload()} /> : null}
      <View className='card product__facts'>
        <CouponRow coupons={offers?.coupons ?? []} onClaimed={onClaimed} onRefused={reload} />
        {product.options.length ? (
          <Tap label='选择规格' className='product__fact' onTap={() => show('both')}>
            <Text className='product__key'>规格</Text>
            <Text className='grow one-line'>{chosen ? `已选 ${chosen.optionValues.join('，')}` : `选择 ${product.options.map((o) => o.name).join('、')}`}</Text>
            <Icon name='chevron-right' size={16} className='product__arrow' />
          </Tap>
        ) : null}
        <View className='product__fact'><Text className='product__key'>运费</Text><Text className='grow'>{product.freightText}</Text></View>
        <Guarantees items={product.guarantees} />
        <BargainRow productId={product.id} />
        <GuideRow />
      </View>
      <Bundles bundles={offers?.bundles ?? []} productId={product.id} />
      <Details product={product} />
      <BuyBar product={product} soldOut={soldOut} onFavourite={(favourite) => onChange({ ...loaded, favourite })} onIntent={show} />
      <SkuSheet key={deal ? `${deal.teamId ?? ''}${deal.size}` : intent} open={open} product={product} timed={timed} viewer={viewer} deal={deal && offer ? dealOf(deal, offer) : null} intent={intent} busy={add.busy} initialSkuId={chosen?.id} onClose={() => setOpen(false)} onChosen={onChosen} onLook={setChosen} />
    </>
  )
}

const least = (units: Offer['units'][number] | undefined): number | null => {
  const limits = [units?.remaining, units?.perMemberMax].filter((one): one is number => typeof one === 'number')
  return limits.length ? Math.min(...limits) : null
}

const dealOf = (deal: GroupDeal, offer: Offer): Deal => ({
  text: deal.teamId ? `参加 ${deal.size} 人团` : `发起 ${deal.size} 人团`, note: `${deal.size} 人团`,
  prices: offer.prices.filter((one) => one.size === deal.size).map((one) => ({ ...one, max: least(offer.units.find((units) => units.skuId === one.skuId)) })),
})

/** What runs for the product; asked for once the product is there, so that it never keeps it waiting. A page without it is whole. */
function useOffers(productId: string) {
  const query = useQuery<Offers>(productId, async () => withSkew(await read<ProductOffers>(`/products/${productId}/offers`), Date.now()))
  const levelCode = useStore(memberStore)?.level.code ?? null
  const offers = query.data
  return {
    offers, timed: offers?.timed ?? [], viewer: { levelCode, nowMs: Date.now() + (offers?.skewMs ?? 0) }, reload: () => void query.reload(),
    onClaimed: (fresh: CouponOffer): void => { if (offers) query.set({ ...offers, coupons: offers.coupons.map((one) => (one.templateId === fresh.templateId ? fresh : one)) }) },
  }
}

function Guarantees({ items }: { items: ProductDetail['guarantees'] }) {
  const [open, setOpen] = useState(false)
  if (!items.length) return null
  return (
    <>
      <Tap label={`服务，${items.map((item) => item.title).join('，')}`} className='product__fact' onTap={() => setOpen(true)}>
        <Text className='product__key'>服务</Text>
        <Text className='grow one-line'>{items.map((item) => item.title).join(' · ')}</Text>
        <Icon name='chevron-right' size={16} className='product__arrow' />
      </Tap>
      <Sheet open={open} title='服务说明' onClose={() => setOpen(false)}>
        <View className='product__promises'>
          {items.map((item) => (
            <View key={item.title} className='product__promise'>
              <View className='product__shield'><Icon name='shield-check' size={20} /></View>
              <View className='grow'><View className='product__promise-title'>{item.title}</View><View className='product__promise-text'>{item.text}</View></View>
            </View>
          ))}
        </View>
      </Sheet>
    </>
  )
}

function Bones() {
  return (
    <View>
      <Bone h={375} r={0} />
      <View className='product__head'><Bone w={120} h={32} /><Bone h={20} mt={16} /><Bone w='60%' h={20} mt={8} /></View>
      <View className='card'><Bone /><Bone mt={20} /><Bone w='70%' mt={20} /></View>
    </View>
  )
}
