import { useEffect, useState } from 'react'
import { Input, Text, View } from '@tarojs/components'
import Taro, { useReachBottom, useRouter } from '@tarojs/taro'
import type { ProductCard, ProductPage, ProductSort } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { go, goTab } from '@/shared/lib/nav'
import { usePages } from '@/shared/lib/use-query'
import { Button } from '@/shared/ui/button'
import { Waterfall, WaterfallBones } from '@/shared/ui/goods'
import { Icon } from '@/shared/ui/icon'
import { Sheet } from '@/shared/ui/sheet'
import { Empty, Failure, ListEnd } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { Tick } from '@/shared/ui/bits'
import './index.scss'

interface Filter { minYuan: string; maxYuan: string; inStock: boolean }
const NO_FILTER: Filter = { minYuan: '', maxYuan: '', inStock: false }
const fenOf = (yuan: string): number | undefined => (/^\d+(\.\d{1,2})?$/.test(yuan) ? Math.round(Number(yuan) * 100) : undefined)

/** A list that fits on its first page is counted there; a large one is not counted, and says so. */
function countWords(first: ProductPage): string {
  const known = first.total ?? (first.nextCursor ? undefined : first.items.length)
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

  const query = { categoryId: params.categoryId, q, sort, minPriceFen: fenOf(filter.minYuan), maxPriceFen: fenOf(filter.maxYuan), inStock: filter.inStock || undefined }
  const list = usePages<ProductCard, ProductPage>(JSON.stringify(query), (cursor) => read<ProductPage>('/products', { ...query, cursor, limit: 20 }))
  useReachBottom(list.more)
  const filtered = filter.inStock || filter.minYuan !== '' || filter.maxYuan !== ''
  return (
    <View className='list page'>
      <View className='list__top'>
        {q ? <Tap label={`搜索 ${q}`} className='list__field' onTap={() => go('search', { q })}><Icon name='search' size={18} /><Text className='one-line grow'>{q}</Text></Tap> : null}
        <SortBar sort={sort} filtered={filtered} onSort={setSort} onFilter={() => setFiltering(true)} />
      </View>
      <View className='list__count muted num'>{list.first ? countWords(list.first) : ''}</View>
      {list.items.length ? <Waterfall items={list.items} eager={4} /> : list.error !== null ? <Failure error={list.error} onRetry={() => void list.reload()} /> : list.loading ? <WaterfallBones /> : (
        <Empty icon='search' title={q ? `没有找到“${q}”` : '这里还没有商品'} hint={filtered ? '放宽筛选条件试试' : '换个词，或去分类里逛逛'} action={filtered ? '清除筛选' : '去分类看看'} onAction={() => (filtered ? setFilter(NO_FILTER) : goTab('category'))} />
      )}
      <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
      <FilterSheet open={filtering} filter={filter} onClose={() => setFiltering(false)} onApply={(next) => { setFilter(next); setFiltering(false) }} />
    </View>
  )
}

function SortBar({ sort, filtered, onSort, onFilter }: { sort: ProductSort; filtered: boolean; onSort(sort: ProductSort): void; onFilter(): void }) {
  const plain: [ProductSort, string][] = [['recommended', '推荐'], ['sales', '销量'], ['newest', '新品']]
  const byPrice = sort === 'price_asc' || sort === 'price_desc'
  return (
    <View className='list__sorts'>
      {plain.map(([key, text]) => <Tap key={key} role='tab' selected={sort === key} label={`按${text}排序`} className={`list__sort ${sort === key ? 'list__sort--on' : ''}`} onTap={() => onSort(key)}>{text}</Tap>)}
      <Tap role='tab' selected={byPrice} label={sort === 'price_asc' ? '价格从低到高' : '按价格排序'} className={`list__sort ${byPrice ? 'list__sort--on' : ''}`} onTap={() => onSort(sort === 'price_asc' ? 'price_desc' : 'price_asc')}>
        价格{byPrice ? <Icon name={sort === 'price_asc' ? 'arrow-up' : 'arrow-down'} size={14} /> : null}
      </Tap>
      <Tap label='筛选' className={`list__sort ${filtered ? 'list__sort--on' : ''}`} onTap={onFilter}>筛选<Icon name='chevron-down' size={14} /></Tap>
    </View>
  )
}

function FilterSheet({ open, filter, onClose, onApply }: { open: boolean; filter: Filter; onClose(): void; onApply(filter: Filter): void }) {
  const [draft, setDraft] = useState(filter)
  useEffect(() => { if (open) setDraft(filter) }, [open, filter])
  const price = (key: 'minYuan' | 'maxYuan', name: string) => (
    <Input className='list__price' type='digit' maxlength={7} value={draft[key]} placeholder={name} aria-label={name} onInput={(e) => setDraft((old) => ({ ...old, [key]: e.detail.value }))} />
  )
  return (
    <Sheet open={open} title='筛选' onClose={onClose} footer={<View className='list__actions'><Button wide size='large' text='清除' onTap={() => onApply(NO_FILTER)} /><Button wide size='large' kind='primary' text='查看商品' onTap={() => onApply(draft)} /></View>}>
      <View className='list__filter'>
        <Text className='card-title'>价格（元）</Text>
        <View className='list__prices'>{price('minYuan', '最低价')}<Text>至</Text>{price('maxYuan', '最高价')}</View>
        <Tap role='checkbox' selected={draft.inStock} label='只看有货' className='list__stock' onTap={() => setDraft((old) => ({ ...old, inStock: !old.inStock }))}><Text>只看有货</Text><Tick on={draft.inStock} /></Tap>
      </View>
    </Sheet>
  )
}
