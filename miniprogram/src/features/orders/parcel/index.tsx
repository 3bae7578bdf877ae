import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import type { OrderDetail, ParcelDetail } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { ask, copy, say } from '@/shared/lib/say'
import { whenText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Bone, Empty, Loaded, RowBones } from '@/shared/ui/states'
import { BottomBar } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { Timeline } from '@/shared/ui/timeline'
import './index.scss'

export default function ParcelPage() {
  const { orderId = '', parcelId = '' } = useRouter().params
  const parcel = useQuery(parcelId || null, () => read<ParcelDetail>(`/orders/${orderId}/parcels/${parcelId}`))
  const order = useQuery(orderId || null, () => read<OrderDetail>(`/orders/${orderId}`))
  const confirm = useAction(async (key: string) => {
    if (!(await ask('确认收货', '请确认这个包裹里的商品都已收到。', '已收到'))) return
    order.set(await write<OrderDetail>('POST', `/orders/${orderId}/confirm-receipt`, { parcelId }, key))
    await parcel.reload()
    say('已确认收货，谢谢您')
  })
  const lines = order.data?.lines.filter((line) => parcel.data?.lineIds.includes(line.id)) ?? []
  const mayConfirm = parcel.data !== null && parcel.data.confirmedAt === null && parcel.data.shippedAt !== null && (order.data?.actions.includes('confirm_receipt') ?? false)
  return (
    <View className='parcel page page--bar'>
      <Loaded query={parcel} bones={<View><View className='card'><Bone w={120} h={24} /><Bone w='60%' mt={12} /></View><RowBones count={2} thumb={40} /></View>}>
        {(data) => (
          <>
            <View className='card'>
              <View className='row parcel__head'>
                <View className='parcel__badge'><Icon name={data.state === 'signed' ? 'package-check' : data.state === 'problem' ? 'circle-alert' : 'truck'} size={24} /></View>
                <View className='grow'><View className='parcel__state'>{data.stateText}</View><View className='muted'>{data.courierName} · {data.warehouseName}发出</View></View>
              </View>
              {data.trackingNumber ? <Tap label={`复制运单号 ${data.trackingNumber}`} className='parcel__number' onTap={() => void copy(data.trackingNumber ?? '')}><Text className='muted'>运单号</Text><Text className='grow num'>{data.trackingNumber}</Text><Icon name='copy' size={16} /></Tap> : null}
              {lines.length ? <View className='parcel__goods'>{lines.map((line) => <Photo key={line.id} src={line.imageUrl} alt={line.title} size={56} className='parcel__photo' />)}</View> : null}
            </View>
            {data.delayed ? <View className='parcel__late'><Icon name='info' size={16} /><Text className='grow'>快递公司的消息来得慢一些，下面是上次知道的进展</Text></View> : null}
            <View className='card'>
              <Text className='card-title'>物流动态</Text>
              {data.traces.length ? <Timeline items={data.traces} /> : <Empty icon='truck' title='还没有物流消息' hint='快递员揽收后就能看到' />}
              {data.checkedAt ? <View className='muted parcel__checked'>{whenText(data.checkedAt)} 更新</View> : null}
            </View>
          </>
        )}
      </Loaded>
      {mayConfirm ? <BottomBar><Button wide size='large' kind='primary' busy={confirm.busy} text='确认收货' onTap={() => void confirm.run()} /></BottomBar> : null}
    </View>
  )
}
