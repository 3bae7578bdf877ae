import { Text, View } from '@tarojs/components'
import type { AfterSaleKind, LineQuantity, RefundPreview } from '@siyu/client/shapes'
import { write } from '@/shared/api/http'
import { yuan } from '@/shared/lib/money'
import { countText } from '@/shared/lib/points'
import { useQuery } from '@/shared/lib/use-query'
import { Price } from '@/shared/ui/price'
import { Bone, Loaded } from '@/shared/ui/states'
import { Fact } from '@/shared/ui/bits'

/** How much comes back, and how it was computed, by the server. */
export function RefundSum({ orderId, kind, lines }: { orderId: string; kind: AfterSaleKind; lines: LineQuantity[] }) {
  const preview = useQuery(JSON.stringify([kind, lines]), () => write<RefundPreview>('POST', '/after-sales/preview', { orderId, kind, lines }))
  return (
    <View className='card'>
      <View className='row'><Text className='card-title grow'>预计退款</Text>{preview.data ? <Price fen={preview.data.refundFen} size={22} exact /> : null}</View>
      <Loaded query={preview} bones={<Bone mt={12} />}>
        {(data) => <View className='apply__sum'>{data.breakdown.map((part, i) => <Fact key={i} name={part.label}>{yuan(part.amountFen)}</Fact>)}<View className='muted num'>退款按原路退回微信支付，通常很快到账{data.points ? `；抵扣的 ${countText(data.points)} 积分一并退回` : ''}</View></View>}
      </Loaded>
    </View>
  )
}
