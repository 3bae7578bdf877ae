import { useEffect, useState } from 'react'
import { Text, View } from '@tarojs/components'
import Taro, { useReachBottom, useRouter } from '@tarojs/taro'
import type { ProductCard, ProductPage, ProductSort } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { go, goTab } from '@/shared/lib/nav'
import { usePages } from '@/shared/lib/use-query'
import { track } from '@/shared/tracking/tracker'
import { Waterfall, WaterfallBones } from '@/shared/ui/goods'
import { Icon } from '@/shared/ui/icon'
import { Empty, Failure, ListEnd } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { chosenCount, listQuery, NO_FILTER, totalOf } from './filter'
import { FilterSheet } from './filter-sheet'
import './index.scss'

/** A large list is not counted, and says so. */
function countWords(first: ProductPage): string {
  const known = totalOf(first)
  if (known === undefined) return '商品较多，未逐一计数'
  return known ? `共 ${known} 件商品` : ''
}

export default function ListPage() {
  const params = useRouter().params
  const q = params.q ? decodeURIComponent(params.q) : ''
  const [sort, setSort] = useState<ProductSort>((params.sort as ProductSort | undefined) ?? 'recommended')
  const [filter, setFilter] = useState(NO_FILTER)
  const [filtering, setFiltering] = useState(false)
  useEffect(() => void Taro.setNavigationBarTitle({ title: params.title ? decodeURIComponent(params.title) : q ? '搜索结果' : '全部商品' }), [params.title, q])

  useEffect(() => { if (q) track('search', { text: q }) }, [q])
  const scope = { categoryId: params.categoryId, q }
  const query = listQuery({ ...scope, sort }, filter)
  const list = usePages<ProductCard, ProductPage>(JSON.stringify(query), (cursor) => read<ProductPage>('/products', { ...query, cursor, limit: 20 }))
  useReachBottom(list.more)
  const chosen = chosenCount(filter)
  const filtered = chosen > 0
  return (
    <View className='list page'>
      <View className='list__top'>
        {q ? <Tap label={`搜索 ${q}`} className='list__field' onTap={() => go('search', { q })}><Icon name='search' size={18} /><Text className='one-line grow'>{q}</Text></Tap> : null}
        <SortBar sort={sort} chosen={chosen} onSort={setSort} onFilter={() => setFiltering(true)} />
      </View>
      <View className='list__count muted num'>{list.first ? countWords(list.first) : ''}</View>
      {list.items.length ? <Waterfall items={list.items} eager={4} /> : list.error !== null ? <Failure error={list.error} onRetry={() => void list.reload()} /> : list.loading ? <WaterfallBones /> : (
        <Empty icon='search' title={filtered ? '没有符合条件的商品' : q ? `没有找到“${q}”` : '这里还没有商品'} hint={filtered ? '放宽或清除筛选条件试试' : '换个词，或去分类里逛逛'} action={filtered ? '清除筛选' : '去分类看看'} onAction={() => (filtered ? setFilter(NO_FILTER) : goTab('category'))} />
      )}
      <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
      <FilterSheet open={filtering} scope={scope} sort={sort} filter={filter} onClose={() => setFiltering(false)} onApply={(next) => { setFilter(next); setFiltering(false) }} />
    </View>
  )
}

function SortBar({ sort, chosen, onSort, onFilter }: { sort: ProductSort; chosen: number; onSort(sort: ProductSort): void; onFilter(): void }) {
  const plain: [ProductSort, string][] = [['recommended', '推荐'], ['sales', '销量'], ['newest', '新品']]
  const byPrice = sort === 'price_asc' || sort === 'price_desc'
  return (
    <View className='list__sorts'>
      {plain.map(([key, text]) => <Tap key={key} role='tab' selected={sort === key} label={`按${text}排序`} className={`list__sort ${sort === key ? 'list__sort--on' : ''}`} onTap={() => onSort(key)}>{text}</Tap>)}
      <Tap role='tab' selected={byPrice} label={sort === 'price_asc' ? '价格从低到高' : '按价格排序'} className={`list__sort ${byPrice ? 'list__sort--on' : ''}`} onTap={() => onSort(sort === 'price_asc' ? 'price_desc' : 'price_asc')}>
        价格{byPrice ? <Icon name={sort === 'price_asc' ? 'arrow-up' : 'arrow-down'} size={14} /> : null}
      </Tap>
      <Tap label={chosen ? `筛选，已选 ${chosen} 项` : '筛选'} className={`list__sort num ${chosen ? 'list__sort--on' : ''}`} onTap={onFilter}>{chosen ? `筛选 ${chosen}` : '筛选'}<Icon name='chevron-down' size={14} /></Tap>
    </View>
  )
}
