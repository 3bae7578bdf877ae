import { View } from '@tarojs/components'
import { useReachBottom } from '@tarojs/taro'
import type { ProductCard } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { goTab } from '@/shared/lib/nav'
import { usePages } from '@/shared/lib/use-query'
import { Waterfall, WaterfallBones } from '@/shared/ui/goods'
import { Empty, Failure, ListEnd } from '@/shared/ui/states'
import './index.scss'

export default function FavouritesPage() {
  const list = usePages<ProductCard>('favourites', (cursor) => read('/favourites', { cursor }), true)
  useReachBottom(list.more)
  return (
    <View className='favourites page'>
      {list.items.length ? <Waterfall items={list.items} eager={4} /> : list.error !== null ? <Failure error={list.error} onRetry={() => void list.reload()} /> : list.loading ? <WaterfallBones />
        : <Empty icon='heart' title='还没有收藏' hint='看到喜欢的，点一下心形就会留在这里' action='去逛逛' onAction={() => goTab('home')} />}
      <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
    </View>
  )
}
