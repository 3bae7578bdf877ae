import { Text } from '@tarojs/components'
import { copy } from '@/shared/lib/say'
import { Icon } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'
import './hash.scss'

/** A long text of letters and digits, to be copied. */
export function Hash({ name, text }: { name: string; text: string }) {
  return <Tap label={`复制${name}`} className='hash' onTap={() => void copy(text)}><Text className='hash__name'>{name}</Text><Text className='grow hash__text num'>{text}</Text><Icon name='copy' size={14} /></Tap>
}
