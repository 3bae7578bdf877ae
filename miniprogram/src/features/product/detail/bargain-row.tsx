import { Text } from '@tarojs/components'
import type { BargainItems } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { yuan } from '@/shared/lib/money'
import { go } from '@/shared/lib/nav'
import { useQuery } from '@/shared/lib/use-query'
import { Tag } from '@/shared/ui/bits'
import { Icon } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'

/** Leads to the bargain when the product has one now. A page without it is whole: nothing waits for this, and a failure is silent. */
export function BargainRow({ productId }: { productId: string }) {
  const items = useQuery(productId, () => read<BargainItems>('/bargain-campaigns', { productId })).data?.items ?? []
  if (!items.length) return null
  const lowest = Math.min(...items.map((item) => item.floorFen))
  const words = `最低可砍到 ${yuan(lowest)}`
  return (
    <Tap label={`砍价，${words}`} className='product__fact' onTap={() => go('bargains', { productId })}>
      <Text className='product__key'>活动</Text>
      <Tag text={items[0]?.label || '砍价'} />
      <Text className='grow one-line'>{words}</Text>
      <Icon name='chevron-right' size={16} className='product__arrow' />
    </Tap>
  )
}
