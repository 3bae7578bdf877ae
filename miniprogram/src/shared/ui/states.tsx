import type { ReactNode } from 'react'
import { Text, View } from '@tarojs/components'
import { ApiError } from '@siyu/client/client'
import type { Query } from '../lib/use-query'
import { goTab } from '../lib/nav'
import { sentenceOf } from '../lib/say'
import { Button } from './button'
import { Icon, type IconName } from './icon'
import { px } from './px'
import { spoken } from './spoken'
import './states.scss'

interface EmptyProps { icon: IconName; title: string; hint?: string; action?: string; onAction?(): void }

/** Nothing here; there is always a way on. */
export function Empty({ icon, title, hint, action, onAction }: EmptyProps) {
  return (
    <View className='s-state fade'>
      <View className='s-state__mark'><Icon name={icon} size={40} /></View>
      <Text className='s-state__title'>{title}</Text>
      {hint ? <Text className='s-state__hint'>{hint}</Text> : null}
      {action && onAction ? <Button text={action} kind='primary' onTap={onAction} className='s-state__action' /> : null}
    </View>
  )
}

export function Failure({ error, onRetry }: { error: unknown; onRetry(): void }) {
  const offline = error instanceof ApiError && error.status === 0
  // Asking again would find nothing again.
  if (error instanceof ApiError && error.status === 404) return <View {...spoken(sentenceOf(error), 'alert')}><Empty icon='package' title='这里没有内容了' hint={sentenceOf(error)} action='回首页看看' onAction={() => goTab('home')} /></View>
  return (
    <View {...spoken(sentenceOf(error), 'alert')}>
      <Empty icon={offline ? 'wifi-off' : 'circle-alert'} title={offline ? '网络没有连上' : '这里暂时打不开'}
        hint={offline ? '检查网络后，点下面再试一次' : sentenceOf(error)} action='再试一次' onAction={onRetry} />
    </View>
  )
}

/** One grey shape of what comes. Lengths are those of the design, or CSS like "60%". */
export function Bone({ w = '100%', h = 16, r = 6, mt = 0 }: { w?: number | string; h?: number; r?: number; mt?: number }) {
  return <View className='s-skeleton' style={{ width: typeof w === 'number' ? px(w) : w, height: px(h), borderRadius: px(r), marginTop: px(mt) }} />
}

export function RowBones({ count = 4, thumb = 88 }: { count?: number; thumb?: number }) {
  return (
    <View {...spoken('正在加载', 'img')}>
      {Array.from({ length: count }, (_, i) => (
        <View key={i} className='card s-bones'>
          <Bone w={thumb} h={thumb} r={8} />
          <View className='grow'><Bone h={16} /><Bone w='60%' h={14} mt={10} /><Bone w='35%' h={18} mt={thumb > 60 ? 18 : 8} /></View>
        </View>
      ))}
    </View>
  )
}

/** Data when there is some (even while it is refreshed), else its skeleton, else the failure. */
export function Loaded<T>({ query, bones, children }: { query: Query<T>; bones: ReactNode; children(data: T): ReactNode }) {
  if (query.data !== null) return <>{children(query.data)}</>
  if (query.error !== null && !query.loading) return <Failure error={query.error} onRetry={() => void query.reload()} />
  return <>{bones}</>
}

/** The foot of a list by pages. */
export function ListEnd({ loading, done, error, onRetry, count }: { loading: boolean; done: boolean; error: unknown; onRetry(): void; count: number }) {
  if (error !== null && count > 0) return <View className='s-list-end'><Button text='没有加载出来，再试一次' size='small' onTap={onRetry} /></View>
  if (loading && count > 0) return <View className='s-list-end'>正在加载更多</View>
  return done && count > 3 ? <View className='s-list-end'>到底了</View> : null
}
