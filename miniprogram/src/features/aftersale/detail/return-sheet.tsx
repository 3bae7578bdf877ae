import { useState } from 'react'
import { Input, Text, View } from '@tarojs/components'
import type { AfterSale, Courier } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Button } from '@/shared/ui/button'
import { Sheet } from '@/shared/ui/sheet'
import { Bone, Loaded } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'

const NUMBER_MIN = 6

/** By whom and under which number the goods are on their way back. */
export function ReturnSheet({ saleId, onClose, onFilled }: { saleId: string; onClose(): void; onFilled(sale: AfterSale): void }) {
  const couriers = useQuery('couriers', () => read<{ items: Courier[] }>('/couriers'))
  const [courierCode, setCourierCode] = useState('')
  const [trackingNumber, setTrackingNumber] = useState('')
  const fill = useAction(async (key: string, body: { courierCode: string; trackingNumber: string }) => {
    onFilled(await write<AfterSale>('POST', `/after-sales/${saleId}/return-parcel`, body, key))
    say('已记下，仓库收到后会尽快退款')
  })
  const submit = (): void => {
    const number = trackingNumber.replace(/\s/g, '')
    if (!courierCode) return say('请选择快递公司')
    if (number.length < NUMBER_MIN) return say('请填写完整的运单号')
    void fill.run({ courierCode, trackingNumber: number })
  }
  return (
    <Sheet open title='填写退货单号' onClose={onClose} footer={<Button wide size='large' kind='primary' text='提交' busy={fill.busy} onTap={submit} />}>
      <View className='after__form'>
        <Text className='card-title'>快递公司</Text>
        <Loaded query={couriers} bones={<Bone h={44} mt={8} />}>
          {({ items }) => <View className='after__couriers'>{items.map((one) => <Tap key={one.code} role='checkbox' selected={one.code === courierCode} label={one.name} className={`after__courier ${one.code === courierCode ? 'after__courier--on' : ''}`} onTap={() => setCourierCode(one.code)}><View className='after__courier-face'>{one.name}</View></Tap>)}</View>}
        </Loaded>
        <Text className='card-title'>运单号</Text>
        <Input className='after__input' value={trackingNumber} maxlength={32} placeholder='面单上的号码' aria-label='运单号' onInput={(e) => setTrackingNumber(e.detail.value)} />
      </View>
    </Sheet>
  )
}
