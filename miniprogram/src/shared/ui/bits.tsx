import type { PropsWithChildren } from 'react'
import { Text, View } from '@tarojs/components'
import { Icon, type IconName } from './icon'
import { Tap } from './tap'
import './bits.scss'

/** A small word beside a title. */
export function Tag({ text, tone = 'brand' }: { text: string; tone?: 'brand' | 'sage' | 'gold' | 'grey' }) {
  return <Text className={`s-tag s-tag--${tone}`}>{text}</Text>
}

export function Tick({ on, disabled = false }: { on: boolean; disabled?: boolean }) {
  return <View className={`s-tick ${on ? 's-tick--on' : ''} ${disabled ? 's-tick--off' : ''}`}>{on ? <Icon name='check' size={14} /> : null}</View>
}

/** One line that leads somewhere. */
export function Entry({ icon, title, value = '', onTap, first = false }: { icon?: IconName; title: string; value?: string; onTap(): void; first?: boolean }) {
  return (
    <Tap label={value ? `${title}，${value}` : title} onTap={onTap} className={`s-entry ${first ? 's-entry--first' : ''}`}>
      {icon ? <View className='s-entry__icon'><Icon name={icon} size={20} /></View> : null}
      <Text className='grow'>{title}</Text>
      <Text className='s-entry__value one-line'>{value}</Text>
      <Icon name='chevron-right' size={16} className='s-entry__more' />
    </Tap>
  )
}

/** What stays at the bottom, within the thumb's reach. */
export function BottomBar({ children }: PropsWithChildren) {
  return <View className='s-bar'><View className='s-bar__inside'>{children}</View></View>
}

/** Name on the left, value on the right. */
export function Fact({ name, children, strong = false }: PropsWithChildren<{ name: string; strong?: boolean }>) {
  return <View className={`s-fact ${strong ? 's-fact--strong' : ''}`}><Text className='s-fact__name'>{name}</Text><View className='s-fact__value'>{children}</View></View>
}

interface TabsProps<K extends string> { items: { key: K; text: string }[]; value: K; onChange(key: K): void }
export function Tabs<K extends string>({ items, value, onChange }: TabsProps<K>) {
  return (
    <View className='s-tabs'>
      {items.map(({ key, text }) => (
        <Tap key={key} role='tab' label={text} selected={key === value} className={`s-tabs__item ${key === value ? 's-tabs__item--on' : ''}`} onTap={() => onChange(key)}>
          <Text>{text}</Text>
        </Tap>
      ))}
    </View>
  )
}
