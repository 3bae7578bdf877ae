import { useState } from 'react'
import { Text, Textarea, View } from '@tarojs/components'
import { useRouter } from '@tarojs/taro'
import type { AfterSale, AfterSaleIn, AfterSaleKind, AfterSaleOptions, Upload } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { replace } from '@/shared/lib/nav'
import { say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Sheet } from '@/shared/ui/sheet'
import { Stepper } from '@/shared/ui/stepper'
import { Empty, Loaded, RowBones } from '@/shared/ui/states'
import { BottomBar, Tick } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { Evidence } from './evidence'
import { KIND_TEXT, linesOf, sharedKinds, type Picked } from '../choice'
import { RefundSum } from './refund-sum'
import './index.scss'

export default function ApplyPage() {
  const { orderId = '', lineId } = useRouter().params
  const options = useQuery(orderId || null, () => read<AfterSaleOptions>(`/orders/${orderId}/after-sale-options`))
  return (
    <View className='apply page page--bar'>
      <Loaded query={options} bones={<RowBones count={3} thumb={72} />}>
        {(data) => (data.lines.some((line) => line.refusal === null) ? <Form orderId={orderId} options={data} lineId={lineId} />
          : <Empty icon='undo-2' title='这笔订单现在不能申请售后' hint={data.lines[0]?.refusal ?? data.policy} action='回到订单' onAction={() => replace('order', { id: orderId })} />)}
      </Loaded>
    </View>
  )
}

function Form({ orderId, options, lineId }: { orderId: string; options: AfterSaleOptions; lineId?: string }) {
  const [picked, setPicked] = useState<Picked>(() => {
    const open = options.lines.filter((line) => line.refusal === null)
    const first = open.find((line) => line.lineId === lineId) ?? (open.length === 1 ? open[0] : undefined)
    return first ? { [first.lineId]: first.refundableQuantity } : {}
  })
  const [kind, setKind] = useState<AfterSaleKind | null>(null)
  const [reasonCode, setReasonCode] = useState('')
  const [choosing, setChoosing] = useState(false)
  const [description, setDescription] = useState('')
  const [images, setImages] = useState<Upload[]>([])
  const kinds = sharedKinds(options.lines, picked)
  const chosenKind = kind && kinds.includes(kind) ? kind : kinds.length === 1 ? (kinds[0] ?? null) : null
  const reasons = options.reasons.filter((reason) => !chosenKind || reason.kinds.includes(chosenKind))
  const reason = reasons.find((one) => one.code === reasonCode)
  const lines = linesOf(picked)
  const apply = useAction(async (key: string, body: AfterSaleIn) => {
    const made = await write<AfterSale>('POST', '/after-sales', body, key)
    say('申请已提交')
    replace('afterSale', { id: made.id })
  })
  const submit = (): void => {
    if (!lines.length) return say('请勾选要售后的商品')
    if (!chosenKind) return say('请选择要什么样的售后')
    if (!reason) { say('请选择原因'); return setChoosing(true) }
    void apply.run({ orderId, kind: chosenKind, lines, reasonCode: reason.code, description: description.trim(), imageIds: images.map((image) => image.id) })
  }
  return (
    <>
      <Goods options={options} picked={picked} onPick={setPicked} />
      <View className='card'>
        <Text className='card-title'>要什么样的售后</Text>
        {kinds.length ? kinds.map((one) => (
          <Tap key={one} role='checkbox' selected={one === chosenKind} label={KIND_TEXT[one].title} className='apply__kind' onTap={() => setKind(one)}>
            <View className='grow'><View className='apply__strong'>{KIND_TEXT[one].title}</View><View className='muted'>{KIND_TEXT[one].hint}</View></View><Tick on={one === chosenKind} />
          </Tap>
        )) : <View className='muted apply__none'>先勾选上面的商品</View>}
      </View>
      <View className='card'>
        <Tap label={`申请原因，${reason?.label ?? '请选择'}`} className='apply__reason' onTap={() => setChoosing(true)}><Text className='apply__strong grow'>申请原因</Text><Text className={reason ? '' : 'muted'}>{reason?.label ?? '请选择'}</Text><Icon name='chevron-right' size={16} /></Tap>
        <Textarea className='apply__text' value={description} maxlength={300} placeholder='说说遇到的情况，能帮我们更快处理（选填）' aria-label='情况说明' onInput={(e) => setDescription(e.detail.value)} />
        <Evidence images={images} onChange={setImages} />
      </View>
      {chosenKind && lines.length ? <RefundSum orderId={orderId} kind={chosenKind} lines={lines} /> : null}
      {options.policy ? <View className='apply__policy muted'>{options.policy}</View> : null}
      <BottomBar><Button wide size='large' kind='primary' text='提交申请' busy={apply.busy} onTap={submit} /></BottomBar>
      <Sheet open={choosing} title='申请原因' onClose={() => setChoosing(false)}>
        <View className='apply__reasons'>{reasons.map((one) => <Tap key={one.code} role='checkbox' selected={one.code === reasonCode} label={one.label} className='apply__option' onTap={() => { setReasonCode(one.code); setChoosing(false) }}><Text className='grow'>{one.label}</Text><Tick on={one.code === reasonCode} /></Tap>)}</View>
      </Sheet>
    </>
  )
}

function Goods({ options, picked, onPick }: { options: AfterSaleOptions; picked: Picked; onPick(picked: Picked): void }) {
  const set = (lineId: string, quantity: number | undefined): void => {
    const { [lineId]: _old, ...rest } = picked
    onPick(quantity === undefined ? rest : { ...rest, [lineId]: quantity })
  }
  return (
    <View className='card apply__goods'>
      {options.lines.map((line) => {
        const quantity = picked[line.lineId]
        return (
          <View key={line.lineId} className='apply__line'>
            <Tap role='checkbox' selected={quantity !== undefined} disabled={line.refusal !== null} label={`选择${line.title}`} className='apply__tick' onTap={() => set(line.lineId, quantity === undefined ? line.refundableQuantity : undefined)}><Tick on={quantity !== undefined} disabled={line.refusal !== null} /></Tap>
            <Photo src={line.imageUrl} alt='' size={72} className='apply__photo' />
            <View className='grow'>
              <View className='two-lines'>{line.title}</View>
              <View className='muted'>{line.optionText}</View>
              {line.refusal ? <View className='apply__refusal'>{line.refusal}</View> : null}
              {quantity !== undefined && line.refundableQuantity > 1 ? <View className='apply__count'><Text className='muted'>数量</Text><Stepper name={line.title} value={quantity} max={line.refundableQuantity} reason={`最多 ${line.refundableQuantity} 件`} onChange={(n) => set(line.lineId, n)} /></View> : null}
            </View>
          </View>
        )
      })}
    </View>
  )
}
