import { useEffect, useState } from 'react'
import { ScrollView, Text, View } from '@tarojs/components'
import Taro, { useDidShow, usePullDownRefresh, useReachBottom, useShareAppMessage } from '@tarojs/taro'
import type { Home, ProductCard, ProductPage } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { bootstrapStore } from '@/shared/api/bootstrap'
import { cartStore, loadCart, showCartCount } from '@/shared/api/cart'
import { follow, go } from '@/shared/lib/nav'
import { useStore } from '@/shared/lib/store'
import { usePages, useQuery } from '@/shared/lib/use-query'
import { firstHome } from '@/shared/api/early'
import { usePageTracked } from '@/shared/tracking/tracker'
import { FlashStrip } from '@/shared/promotion/flash-strip'
import { Carousel } from '@/shared/ui/carousel'
import { Waterfall, WaterfallBones } from '@/shared/ui/goods'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Bone, Failure, ListEnd, Loaded } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import './index.scss'

const HERO_MS = 5000
const HINT_MS = 4000

export default function HomePage() {
  usePageTracked('home')
  const home = useQuery<Home>('home', firstHome, 'siyu_home')
  const feed = usePages<ProductCard, ProductPage>('feed', (cursor) => read<ProductPage>('/products', { sort: 'recommended', cursor, limit: 20 }))
  const brand = useStore(bootstrapStore)?.brand
  const reload = async (): Promise<void> => { await Promise.all([home.reload(), feed.reload()]) }
  const whole = { ...home, reload }
  useReachBottom(feed.more)
  usePullDownRefresh(async () => {
    await reload()
    Taro.stopPullDownRefresh()
  })
  useShareAppMessage(() => ({ title: brand ? `${brand.name}，${brand.slogan}` : '暖禾', path: '/features/catalogue/home/index' }))
  useDidShow(() => {
    // The count on the tab is a courtesy: the home page does not fail without it.
    if (cartStore.get()) showCartCount()
    else void loadCart().catch((error: unknown) => console.warn('cart count not loaded', error))
  })
  return (
    <View className='home page'>
      <SearchField />
      <Loaded query={whole} bones={<HomeBones />}>{(data) => <HomeTop home={data} />}</Loaded>
      {home.error !== null && !home.data && !feed.items.length ? null : <View className='home__title'><View className='home__leaf' /><Text>猜你喜欢</Text></View>}
      {feed.items.length === 0 && feed.error !== null && home.data ? <Failure error={feed.error} onRetry={() => void feed.reload()} /> : null}
      {feed.items.length === 0 && feed.loading ? <WaterfallBones /> : <Waterfall items={feed.items} />}
      <ListEnd loading={feed.loading} done={feed.done} error={feed.error} onRetry={feed.more} count={feed.items.length} />
      {feed.done ? <Disclosure /> : null}
    </View>
  )
}

function SearchField() {
  const [hints, setHints] = useState<string[]>([])
  const [at, setAt] = useState(0)
  useEffect(() => {
    // Without suggestions the field keeps its plain invitation.
    read<{ items: string[] }>('/search/hot').then(({ items }) => setHints(items), (error: unknown) => console.warn('no hot words', error))
  }, [])
  useEffect(() => {
    if (hints.length < 2) return
    const timer = setInterval(() => setAt((i) => i + 1), HINT_MS)
    return () => clearInterval(timer)
  }, [hints.length])
  const hint = hints.length ? hints[at % hints.length] : undefined
  return (
    <View className='home__search'>
      <Tap label={hint ? `搜索，试试${hint}` : '搜索商品'} className='home__field' onTap={() => go('search', { hint })}>
        <Icon name='search' size={18} />
        <Text key={hint} className='home__hint fade one-line'>{hint ?? '搜索宝宝用品、护肤好物'}</Text>
        <View className='home__go'>搜索</View>
      </Tap>
    </View>
  )
}

function HomeTop({ home }: { home: Home }) {
  return (
    <>
      {home.hero.length ? (
        <View className='home__hero'>
          <Carousel name='推荐' items={home.hero} keyOf={(slide) => slide.id} ratio={0.46} autoMs={HERO_MS} render={(slide, i) => (
            <Tap label={`${slide.title}，${slide.subtitle}`} className='home__slide' onTap={() => follow(slide.link)}>
              <Photo src={slide.imageUrl} alt='' ratio={0.46} eager={i === 0} />
              <View className='home__words'>
                <View className='home__headline'>{slide.title}</View>
                <View className='home__subline'>{slide.subtitle}</View>
                <View className='home__more'>去看看<Icon name='chevron-right' size={14} /></View>
              </View>
            </Tap>
          )} />
        </View>
      ) : null}
      <View className='home__categories'>
        {home.categories.slice(0, 10).map((category) => (
          <Tap key={category.id} label={category.name} className='home__category' onTap={() => go('list', { categoryId: category.id, title: category.name })}>
            <Photo src={category.iconUrl} alt='' size={52} className='home__round' />
            <Text className='home__name one-line'>{category.name}</Text>
          </Tap>
        ))}
      </View>
      <Tap label='领券中心' className='home__coupons' onTap={() => go('coupons')}>
        <Icon name='ticket' size={20} /><Text className='home__coupons-name'>领券中心</Text><Text className='grow one-line'>先领券再挑，结算时自动用上</Text><Icon name='chevron-right' size={14} />
      </Tap>
      <Tap label='看看大家的晒单' className='home__coupons home__posts' onTap={() => go('posts')}>
        <Icon name='camera' size={20} /><Text className='home__coupons-name'>大家的晒单</Text><Text className='grow one-line'>买过的人怎么说，都在这里</Text><Icon name='chevron-right' size={14} />
      </Tap>
      <FlashStrip />
      {home.sections.filter((section) => section.items.length).map((section) => (
        <View key={section.title} className='home__section'>
          <View className='home__section-head'>
            <Text className='card-title'>{section.title}</Text>
            <Tap label={`${section.title}，查看全部`} className='home__all' onTap={() => go('list', { sort: section.title.includes('新') ? 'newest' : 'sales', title: section.title })}>全部<Icon name='chevron-right' size={14} /></Tap>
          </View>
          <ScrollView scrollX enableFlex className='home__strip'>
            <View className='home__strip-inside'>
              {section.items.map((card) => (
                <Tap key={card.id} label={card.title} className='home__small' onTap={() => go('product', { id: card.id })}>
                  <Photo src={card.coverUrl} alt={card.title} size={96} className='home__thumb' />
                  <View className='home__small-title one-line'>{card.title}</View>
                  <Price fen={card.priceFen} size={16} was={card.marketPriceFen} />
                </Tap>
              ))}
            </View>
          </ScrollView>
        </View>
      ))}
    </>
  )
}

function HomeBones() {
  return (
    <View>
      <View className='home__hero'><Bone h={161} r={12} /></View>
      <View className='home__categories'>{Array.from({ length: 10 }, (_, i) => <View key={i} className='home__category'><Bone w={52} h={52} r={26} /><Bone w={36} h={12} mt={8} /></View>)}</View>
      <View className='home__coupons' />
      <View className='home__section home__section--bones'><Bone w={96} h={20} /><View className='home__strip-inside'>{[0, 1, 2, 3].map((i) => <Bone key={i} w={96} h={96} r={8} />)}</View></View>
    </View>
  )
}

function Disclosure() {
  const facts = useStore(bootstrapStore)?.disclosures
  if (!facts) return null
  return (
    <Tap label='经营资质' className='home__legal' onTap={() => go('about')}>
      <View>{facts.company}</View>
      <View>营业执照 {facts.licenceNumber} · {facts.icp}</View>
      {facts.foodPermit ? <View>食品经营许可 {facts.foodPermit}</View> : null}
    </Tap>
  )
}
