import { useState } from 'react'
import { ScrollView, Text, View } from '@tarojs/components'
import { useDidShow } from '@tarojs/taro'
import type { Category } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { showCartCount } from '@/shared/api/cart'
import { go } from '@/shared/lib/nav'
import { useQuery } from '@/shared/lib/use-query'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Bone, Empty, Loaded } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import './index.scss'

export default function CategoryPage() {
  const tree = useQuery<{ items: Category[] }>('categories', () => read<{ items: Category[] }>('/categories'), 'siyu_categories')
  useDidShow(showCartCount)
  return (
    <View className='category'>
      <Tap label='搜索商品' className='category__search' onTap={() => go('search')}><Icon name='search' size={18} /><Text>搜索商品</Text></Tap>
      <Loaded query={tree} bones={<Bones />}>
        {({ items }) => (items.length ? <Tree items={items} /> : <Empty icon='layout-grid' title='商品正在上架' hint='晚些时候再来看看' />)}
      </Loaded>
    </View>
  )
}

function Tree({ items }: { items: Category[] }) {
  const [chosen, setChosen] = useState(items[0]?.id)
  const present = items.find((category) => category.id === chosen) ?? items[0]
  if (!present) return null
  return (
    <View className='category__body'>
      <ScrollView scrollY className='category__side'>
        {items.map((category) => (
          <Tap key={category.id} role='tab' selected={category.id === present.id} label={category.name} className={`category__item ${category.id === present.id ? 'category__item--on' : ''}`} onTap={() => setChosen(category.id)}>
            <Text>{category.name}</Text>
          </Tap>
        ))}
      </ScrollView>
      <ScrollView scrollY className='category__main' key={present.id}>
        <Tap label={`全部${present.name}`} className='category__head' onTap={() => go('list', { categoryId: present.id, title: present.name })}>
          <Text className='card-title'>{present.name}</Text>
          <View className='row muted'>看全部<Icon name='chevron-right' size={14} /></View>
        </Tap>
        <View className='category__grid fade'>
          {(present.children.length ? present.children : [present]).map((child) => (
            <Tap key={child.id} label={child.name} className='category__leaf' onTap={() => go('list', { categoryId: child.id, title: child.name })}>
              <Photo src={child.iconUrl ?? present.iconUrl} alt='' size={64} className='category__picture' />
              <Text className='category__name'>{child.name}</Text>
            </Tap>
          ))}
        </View>
      </ScrollView>
    </View>
  )
}

function Bones() {
  return (
    <View className='category__body'>
      <View className='category__side'>{Array.from({ length: 7 }, (_, i) => <View key={i} className='category__item'><Bone w={52} /></View>)}</View>
      <View className='category__main'><View className='category__grid category__grid--bones'>{Array.from({ length: 9 }, (_, i) => <View key={i} className='category__leaf'><Bone w={64} h={64} r={12} /><Bone w={44} h={12} mt={8} /></View>)}</View></View>
    </View>
  )
}
