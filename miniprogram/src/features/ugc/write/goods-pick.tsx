import { Text, View } from '@tarojs/components'
import type { OwnUgc, Page, ToReview } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { say } from '@/shared/lib/say'
import { useQuery } from '@/shared/lib/use-query'
import { Photo } from '@/shared/ui/photo'
import { Tick } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'

const PRODUCTS_MAX = 3

interface Goods { id: string; title: string; imageUrl: string }

/** Which of the things one has bought are to be seen; three at most. */
export function GoodsPick({ chosen, onChange }: { chosen: string[]; onChange(productIds: string[]): void }) {
  const bought = useQuery<Goods[]>('bought', async () => {
    const [waiting, written] = await Promise.all([read<Page<ToReview>>('/reviews/to-write', { limit: 30 }), read<Page<OwnUgc>>('/my-reviews', { limit: 30 })])
    const all = new Map<string, Goods>()
    for (const one of [...waiting.items, ...written.items]) if (one.productId) all.set(one.productId, { id: one.productId, title: one.title, imageUrl: one.imageUrl })
    return [...all.values()]
  })
  if (!bought.data?.length) return null
  const toggle = (id: string): void => {
    if (chosen.includes(id)) return onChange(chosen.filter((one) => one !== id))
    if (chosen.length >= PRODUCTS_MAX) return say(`最多关联 ${PRODUCTS_MAX} 件商品`)
    onChange([...chosen, id])
  }
  return (
    <View className='card'>
      <View className='row'><Text className='card-title grow'>关联商品</Text><Text className='muted num'>{chosen.length}/{PRODUCTS_MAX}</Text></View>
      {bought.data.map((goods) => (
        <Tap key={goods.id} role='checkbox' selected={chosen.includes(goods.id)} label={goods.title} className='row write__goods' onTap={() => toggle(goods.id)}>
          <Photo src={goods.imageUrl} alt='' size={44} className='write__photo' /><Text className='grow one-line'>{goods.title}</Text><Tick on={chosen.includes(goods.id)} />
        </Tap>
      ))}
    </View>
  )
}
