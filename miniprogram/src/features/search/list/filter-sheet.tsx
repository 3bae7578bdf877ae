import { useEffect, useRef, useState, type PropsWithChildren } from 'react'
import { Input, Text, View } from '@tarojs/components'
import type { Facets, ProductPage, ProductSort } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { useQuery } from '@/shared/lib/use-query'
import { Tick } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Sheet } from '@/shared/ui/sheet'
import { Tap } from '@/shared/ui/tap'
import { bandWords, facetsQuery, isBand, keyOf, listQuery, NO_FILTER, toggleAttribute, toggleBand, totalOf, withChosen, type Filter, type Scope } from './filter'
import './filter-sheet.scss'

const WAIT_MS = 250

interface Props { open: boolean; scope: Scope; sort: ProductSort; filter: Filter; onClose(): void; onApply(filter: Filter): void }

export function FilterSheet({ open, scope, sort, filter, onClose, onApply }: Props) {
  const [draft, setDraft] = useState(filter)
  useEffect(() => { if (open) setDraft(filter) }, [open, filter])
  // What is being typed is not asked for letter by letter.
  const asked = useSettled(draft)
  const facets = useFacets(open, scope, asked)
  const found = useFound(open, { ...scope, sort }, asked)
  const set = (part: Partial<Filter>): void => setDraft((old) => ({ ...old, ...part }))
  const price = (key: 'minYuan' | 'maxYuan', name: string) => (
    <Input className='filter__price' type='digit' maxlength={10} value={draft[key]} placeholder={name} aria-label={name} onInput={(e) => set({ [key]: e.detail.value })} />
  )
  const foot = (
    <View>
      <View className='filter__found muted num'>{found}</View>
      <View className='filter__actions'><Button wide size='large' text='重置' onTap={() => setDraft(NO_FILTER)} /><Button wide size='large' kind='primary' text='查看商品' onTap={() => onApply(draft)} /></View>
    </View>
  )
  return (
    <Sheet open={open} title='筛选' onClose={onClose} footer={foot}>
      <View className='filter'>
        <Tap role='checkbox' selected={draft.inStock} label='只看有货' className='filter__stock' onTap={() => set({ inStock: !draft.inStock })}><Text className='card-title'>只看有货</Text><Tick on={draft.inStock} /></Tap>
        {facets.categories.length > 1 || draft.categoryId ? (
          <Part title='分类'>
            {facets.categories.map(({ id, name, count }) => <Chip key={id} group='分类' name={name} count={count} on={draft.categoryId === id} onTap={() => set({ categoryId: draft.categoryId === id ? null : id })} />)}
          </Part>
        ) : null}
        <View className='filter__part'>
          <Text className='card-title'>价格（元）</Text>
          <View className='filter__prices'>{price('minYuan', '最低价')}<Text>至</Text>{price('maxYuan', '最高价')}</View>
          {facets.prices.length > 1 ? (
            <View className='filter__chips'>
              {facets.prices.map((band) => <Chip key={bandWords(band)} group='价格' name={bandWords(band)} count={band.count} on={isBand(draft, band)} onTap={() => setDraft((old) => toggleBand(old, band))} />)}
            </View>
          ) : null}
        </View>
        {withChosen(facets.attributes, draft.attributes).map(({ name, values }) => (
          <Part key={name} title={name}>
            {values.map(({ value, count }) => {
              const key = keyOf(name, value)
              return <Chip key={key} group={name} name={value} count={count} on={draft.attributes.includes(key)} onTap={() => setDraft((old) => toggleAttribute(old, key))} />
            })}
          </Part>
        ))}
        {facets.failed ? <Tap label='重新加载筛选项' className='filter__again' onTap={facets.reload}><Text>更多筛选项没有加载出来，点这里再试</Text></Tap> : null}
      </View>
    </Sheet>
  )
}

function Part({ title, children }: PropsWithChildren<{ title: string }>) {
  return <View className='filter__part'><Text className='card-title'>{title}</Text><View className='filter__chips'>{children}</View></View>
}

/** Without a count where the scope is too large to be counted. */
function Chip({ group, name, count, on, onTap }: { group: string; name: string; count: number | null; on: boolean; onTap(): void }) {
  return (
    <Tap role='checkbox' selected={on} label={count === null ? `${group} ${name}` : `${group} ${name}，${count} 件`} className={`filter__chip ${on ? 'filter__chip--on' : ''}`} onTap={onTap}>
      <View className='filter__face'><Text className='one-line'>{name}</Text>{count === null ? null : <Text className='filter__count num'>{count}</Text>}</View>
    </Tap>
  )
}

function useSettled(draft: Filter): Filter {
  const [settled, setSettled] = useState(draft)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(draft), WAIT_MS)
    return () => clearTimeout(timer)
  }, [draft])
  return settled
}

/** The last answer stays until the next is there: chips do not jump under the finger. */
function useKept<T>(data: T | null): T | null {
  const kept = useRef(data)
  if (data) kept.current = data
  return kept.current
}

/** Categories of the page's scope, prices of the category chosen in it, attributes of what prices leave of that. Mostly these are one question. */
function useFacets(open: boolean, scope: Scope, filter: Filter) {
  const ask = (query: object) => () => read<Facets>('/products/facets', { ...query })
  const [whole, shelf, priced] = [{ ...filter, minYuan: '', maxYuan: '', categoryId: null }, { ...filter, minYuan: '', maxYuan: '' }, filter].map((part) => facetsQuery(scope, part))
  const [wholeKey, shelfKey, pricedKey] = [whole, shelf, priced].map((query) => JSON.stringify(query))
  const ofWhole = useQuery(open ? wholeKey! : null, ask(whole!))
  const ofShelf = useQuery(open && shelfKey !== wholeKey ? shelfKey! : null, ask(shelf!))
  const ofPriced = useQuery(open && pricedKey !== shelfKey ? pricedKey! : null, ask(priced!))
  const inShelf = shelfKey === wholeKey ? ofWhole : ofShelf
  const inPriced = pricedKey === shelfKey ? inShelf : ofPriced
  const [categories, prices, attributes] = [useKept(ofWhole.data), useKept(inShelf.data), useKept(inPriced.data)]
  const failed = [ofWhole, inShelf, inPriced].filter((query) => query.error !== null)
  return {
    categories: categories?.categories ?? [], prices: prices?.prices ?? [], attributes: attributes?.attributes ?? [],
    failed: failed.length > 0, reload: () => failed.forEach((query) => void query.reload()),
  }
}

/** How many products there are to look at. It is the first page that the list then shows. */
function useFound(open: boolean, scope: Scope & { sort: ProductSort }, filter: Filter): string {
  const query = listQuery(scope, filter)
  const { data } = useQuery(open ? JSON.stringify(query) : null, () => read<ProductPage>('/products', { ...query, limit: 20 }))
  const first = useKept(data)
  if (!first) return ''
  const total = totalOf(first)
  if (total === undefined) return '符合条件的商品较多，未逐一计数'
  return total ? `${total} 件商品符合条件` : '没有符合条件的商品，请放宽条件'
}
