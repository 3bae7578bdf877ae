import { useState } from 'react'
import { Text } from '@tarojs/components'
import { GuideSheet } from '@/shared/guide/guide-sheet'
import { useGuide } from '@/shared/guide/use-guide'
import { Icon } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'

/** Leads to the member's own guide, where there is one. */
export function GuideRow() {
  const guide = useGuide()
  const [open, setOpen] = useState(false)
  if (!guide) return null
  return (
    <>
      <Tap label={`专属导购，${guide.name}`} className='product__fact' onTap={() => setOpen(true)}>
        <Text className='product__key'>导购</Text>
        <Text className='grow one-line'>{guide.name} 可以帮您挑选</Text>
        <Icon name='chevron-right' size={16} className='product__arrow' />
      </Tap>
      <GuideSheet guide={guide} open={open} onClose={() => setOpen(false)} />
    </>
  )
}
