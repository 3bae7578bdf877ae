import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import type { AfterSale } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { yuan } from '@/shared/lib/money'
import { go } from '@/shared/lib/nav'
import { ask, copy, say } from '@/shared/lib/say'
import { stampText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Bone, Loaded, RowBones } from '@/shared/ui/states'
import { BottomBar, Fact } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { Timeline } from '@/shared/ui/timeline'
import { useZoom } from '@/shared/ui/use-zoom'
import { ReturnSheet } from './return-sheet'
import './index.scss'

export default function AfterSalePage() {
  const { id = '' } = useRouter().params
  const query = useQuery(id || null, () => read<AfterSale>(`/after-sales/${id}`))
  return (
    <View className='after page page--bar'>
      <Loaded query={query} bones={<View><View className='card'><Bone w={140} h={26} /><Bone w='80%' mt={12} /></View><RowBones count={2} thumb={72} /></View>}>
        {(data) => <Detail sale={data} onChange={query.set} />}
      </Loaded>
    </View>
  )
}

const DONE_TONE = ['refunded']
/** Over without money; it may be asked for again. */
const ENDED = ['rejected', 'cancelled']
const lastDone = (sale: AfterSale): number => sale.progress.reduce((last, step, i) => (step.done ? i : last), 0)

function Detail({ sale, onChange }: { sale: AfterSale; onChange(sale: AfterSale): void }) {
  const [filling, setFilling] = useState(false)
  const zoom = useZoom('售后凭证')
  const cancel = useAction(async (key: string) => {
    if (!(await ask('撤销申请', '撤销后这次售后就结束了，需要时可以在售后期内再申请。', '撤销'))) return
    onChange(await write<AfterSale>('POST', `/after-sales/${sale.id}/cancel`, undefined, key))
    say('已撤销')
  })
  return (
    <>
      <View className='card'>
        <View className='row after__head'>
          <View className='grow'><View className={`after__status ${DONE_TONE.includes(sale.status) ? 'after__status--good' : ''}`}>{sale.statusText}</View><View className='after__sentence'>{sale.sentence}</View></View>
        </View>
        {sale.rejectReason && !sale.sentence.includes(sale.rejectReason) ? <View className='after__reject'>{sale.rejectReason}</View> : null}
        <Timeline items={sale.progress} current={lastDone(sale)} />
      </View>
      {sale.returnAddress ? <ReturnAddress sale={sale} /> : null}
      <View className='card'>
        <View className='row'><Text className='card-title grow'>{sale.status === 'refunded' ? '已退款' : ENDED.includes(sale.status) ? '申请退款' : '退款金额'}</Text><Price fen={sale.refundFen} size={22} exact tone={ENDED.includes(sale.status) ? 'ink' : 'brand'} /></View>
        <View className='after__parts'>{sale.breakdown.map((part, i) => <Fact key={i} name={part.label}>{yuan(part.amountFen)}</Fact>)}</View>
      </View>
      <View className='card'>
        {sale.lines.map((line) => (
          <View key={line.lineId} className='after__line'>
            <Photo src={line.imageUrl} alt='' size={64} className='after__photo' />
            <View className='grow'><View className='two-lines'>{line.title}</View><View className='muted num'>{line.optionText} × {line.quantity}</View></View>
            <Price fen={line.refundFen} size={16} tone='ink' />
          </View>
        ))}
        <Fact name='售后方式'>{sale.kindText}</Fact>
        <Fact name='申请原因'>{sale.reasonText}</Fact>
        {sale.description ? <Fact name='说明'>{sale.description}</Fact> : null}
        {sale.imageUrls.length ? <View className='after__images'>{sale.imageUrls.map((url, i) => <Tap key={url} label={`查看凭证 ${i + 1}`} onTap={() => zoom.open(sale.imageUrls, url)}><Photo src={url} alt='' size={64} className='after__photo' /></Tap>)}</View> : null}
        <Fact name='售后编号'><Tap label={`复制售后编号 ${sale.number}`} className='after__copy' onTap={() => void copy(sale.number)}>{sale.number}<Icon name='copy' size={14} /></Tap></Fact>
        <Fact name='申请时间'>{stampText(sale.createdAt)}</Fact>
        <Tap label='查看原订单' className='after__order' onTap={() => go('order', { id: sale.orderId })}><Text className='grow'>原订单 {sale.orderNumber}</Text><Icon name='chevron-right' size={16} /></Tap>
      </View>
      {sale.actions.length ? (
        <BottomBar>
          {sale.actions.includes('cancel') ? <Button wide size='large' text='撤销申请' busy={cancel.busy} onTap={() => void cancel.run()} /> : null}
          {sale.actions.includes('fill_return') ? <Button wide size='large' kind='primary' text='填写退货单号' onTap={() => setFilling(true)} /> : null}
        </BottomBar>
      ) : ENDED.includes(sale.status) ? (
        <BottomBar><Button wide size='large' text='重新申请' onTap={() => go('afterSaleApply', { orderId: sale.orderId, lineId: sale.lines[0]?.lineId })} /></BottomBar>
      ) : null}
      {zoom.viewer}
      {filling ? <ReturnSheet saleId={sale.id} onClose={() => setFilling(false)} onFilled={(next) => { onChange(next); setFilling(false) }} /> : null}
    </>
  )
}

function ReturnAddress({ sale }: { sale: AfterSale }) {
  const to = sale.returnAddress
  if (!to) return null
  const text = `${to.name} ${to.phone} ${to.region}${to.detail}`
  return (
    <View className='card'>
      <View className='row'><Text className='card-title grow'>退货寄到</Text><Button size='small' text='复制' label='复制退货地址' onTap={() => void copy(text)} /></View>
      <View className='after__to'><View>{to.name} <Text className='num'>{to.phone}</Text></View><View className='muted'>{to.region} {to.detail}</View></View>
      {sale.returnParcel ? <Fact name='已寄出'>{sale.returnParcel.courierName} {sale.returnParcel.trackingNumber}</Fact> : null}
    </View>
  )
}
