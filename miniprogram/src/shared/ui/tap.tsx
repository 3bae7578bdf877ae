import type { PropsWithChildren } from 'react'
import { View, type ViewProps } from '@tarojs/components'
import { spoken } from './spoken'
import './tap.scss'

interface Props extends PropsWithChildren { label: string; onTap(): void; className?: string; role?: 'button' | 'tab' | 'checkbox'; disabled?: boolean; selected?: boolean; style?: ViewProps['style']; id?: string }

/** Anything that can be pressed: dims under the finger, answers the keyboard, has a name. */
export function Tap({ label, onTap, className = '', role = 'button', disabled = false, selected, style, id, children }: Props) {
  const press = (): void => { if (!disabled) onTap() }
  const keyboard = process.env.TARO_ENV === 'h5'
    ? { onKeyDown: (event: { key?: string; preventDefault(): void }) => { if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); press() } },
        'aria-disabled': disabled || undefined, ...(role === 'checkbox' ? { 'aria-checked': selected } : role === 'tab' ? { 'aria-selected': selected } : {}) }
    : {}
  return (
    <View {...(id ? { id } : {})} className={`s-tap ${className}`} style={style} hoverClass={disabled ? 'none' : 's-tap--down'} hoverStayTime={80} {...spoken(label, role, keyboard)}
      onClick={(event) => { event.stopPropagation(); press() }}>
      {children}
    </View>
  )
}
