import { useEffect, useState, type PropsWithChildren, type ReactNode } from 'react'
import { ScrollView, Text, View } from '@tarojs/components'
import { Icon } from './icon'
import { spoken } from './spoken'
import { Tap } from './tap'
import { useDialog } from './use-dialog'
import './sheet.scss'

interface Props extends PropsWithChildren { open: boolean; title: string; onClose(): void; footer?: ReactNode; plain?: boolean }

const LEAVE_MS = 240

/** A sheet from below. It leaves the tree after it has slid away, so what is inside starts fresh each time. */
export function Sheet({ open, title, onClose, footer, plain = false, children }: Props) {
  const [mounted, setMounted] = useState(open)
  const panel = useDialog(open, onClose)
  useEffect(() => {
    if (open) return setMounted(true)
    const timer = setTimeout(() => setMounted(false), LEAVE_MS)
    return () => clearTimeout(timer)
  }, [open])
  if (!open && !mounted) return null
  return (
    <View className={`s-sheet ${open ? '' : 's-sheet--leaving'}`} {...spoken(title, 'dialog', { 'aria-modal': true })} catchMove>
      <View className='s-sheet__veil' onClick={onClose} />
      <View className='s-sheet__panel' {...(process.env.TARO_ENV === 'h5' ? { ref: panel, tabIndex: -1 } : {})}>
        <View className={`s-sheet__head ${plain ? 's-sheet__head--plain' : ''}`}>
          <Text className='s-sheet__title'>{plain ? '' : title}</Text>
          <Tap label='关闭' className='s-sheet__close' onTap={onClose}><Icon name='x' size={20} /></Tap>
        </View>
        <ScrollView scrollY className='s-sheet__body'>{children}</ScrollView>
        {footer ? <View className='s-sheet__foot'>{footer}</View> : null}
      </View>
    </View>
  )
}
