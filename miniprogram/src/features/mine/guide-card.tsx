import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import { GuideFace } from '@/shared/guide/guide-face'
import { GuideSheet } from '@/shared/guide/guide-sheet'
import { useGuide } from '@/shared/guide/use-guide'
import { Icon } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'

/** The member's own guide, where there is one. */
export function GuideCard() {
  const guide = useGuide()
  const [open, setOpen] = useState(false)
  if (!guide) return null
  return (
    <>
      <Tap label={`专属导购，${guide.name}`} className='card mine__guide' onTap={() => setOpen(true)}>
        <GuideFace guide={guide} size={44} />
        <View className='grow'>
          <View className='mine__guide-name one-line'>{guide.name}</View>
          <View className='muted'>您的专属导购</View>
        </View>
        <Text className='muted'>{guide.isContact ? '已是好友' : '加企业微信'}</Text>
        <Icon name='chevron-right' size={14} />
      </Tap>
      <GuideSheet guide={guide} open={open} onClose={() => setOpen(false)} />
    </>
  )
}
