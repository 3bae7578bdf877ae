import { Text, View } from '@tarojs/components'
import { Tap } from './tap'
import './button.scss'

interface Props { text: string; onTap(): void; kind?: 'primary' | 'soft' | 'line' | 'danger'; size?: 'large' | 'normal' | 'small'; wide?: boolean; busy?: boolean; disabled?: boolean; label?: string; className?: string }

export function Button({ text, onTap, kind = 'line', size = 'normal', wide = false, busy = false, disabled = false, label, className = '' }: Props) {
  return (
    <Tap label={label ?? text} onTap={onTap} disabled={disabled || busy}
      className={`s-button s-button--${kind} s-button--${size} ${wide ? 's-button--wide' : ''} ${disabled || busy ? 's-button--off' : ''} ${className}`}>
      <View className='s-button__face'>
        {busy ? <View className='s-button__dots'><View /><View /><View /></View> : <Text>{text}</Text>}
      </View>
    </Tap>
  )
}
