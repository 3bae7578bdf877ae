import { Image, Text, View } from '@tarojs/components'
import type { GuideCard } from '@siyu/client/shapes'
import { fileUrl } from '../lib/env'
import { Sheet } from '../ui/sheet'
import { GuideFace } from './guide-face'
import { GuideNotify } from './guide-notify'
import './guide.scss'

const NOT_DRAWN = '二维码正在生成，请稍后再来看'

/** Who the guide is, and how to reach them. */
export function GuideSheet({ guide, open, onClose }: { guide: GuideCard; open: boolean; onClose(): void }) {
  const words = guide.isContact ? '已经是您的企业微信好友，可以在微信里直接联系' : guide.qrUrl ? '长按识别二维码，添加企业微信' : NOT_DRAWN
  return (
    <Sheet open={open} title='专属导购' onClose={onClose}>
      <View className='s-guide'>
        <GuideFace guide={guide} size={56} />
        <View className='s-guide__name'>{guide.name}</View>
        {!guide.isContact && guide.qrUrl ? (
          <Image className='s-guide__code' src={fileUrl(guide.qrUrl)} mode='aspectFit' showMenuByLongpress {...(process.env.TARO_ENV === 'h5' ? { nativeProps: { alt: `${guide.name}的二维码` } } : { 'aria-label': `${guide.name}的二维码` })} />
        ) : null}
        <Text className='s-guide__words'>{words}</Text>
        <GuideNotify hasGuide />
      </View>
    </Sheet>
  )
}
