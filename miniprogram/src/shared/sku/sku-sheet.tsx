import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import type { ProductDetail, Sku, TimedSku } from '@siyu/client/shapes'
import { picturesOf } from '../lib/gallery'
import { say } from '../lib/say'
import { choose, chosenSku, firstChoice, isPossible, quantityRule, type Choice } from '../lib/sku-choice'
import { shownPrice, type ShownPrice, type Viewer } from '../promotion/timed'
import { soldPart } from '../promotion/words'
import { Button } from '../ui/button'
import { Photo } from '../ui/photo'
import { Price } from '../ui/price'
import { Sheet } from '../ui/sheet'
import { Stepper } from '../ui/stepper'
import { Tag } from '../ui/bits'
import { Tap } from '../ui/tap'
import './sku-sheet.scss'

export type SkuIntent = 'cart' | 'buy' | 'both' | 'change'
/** A price other than the shop's, for some of the SKUs: `text` stands on the button, `max` units have it. */
export interface Deal { text: string; note: string; prices: { skuId: string; priceFen: number; max: number | null }[] }
interface Props {
  open: boolean; product: ProductDetail; intent: SkuIntent; busy: boolean; initialSkuId?: string; initialQuantity?: number
  timed?: TimedSku[]; viewer?: Viewer
  onClose(): void; onChosen(sku: Sku, quantity: number, intent: Exclude<SkuIntent, 'both'>): void; onLook?(sku: Sku | null): void; deal?: Deal | null
}

/** Where a page knows of no limited-time prices, none are looked at. */
const NOBODY: Viewer = { levelCode: null, nowMs: 0 }

const startChoice = (product: ProductDetail, skuId?: string): Choice => {
  const sku = product.skus.find((s) => s.id === skuId)
  return sku ? [...sku.optionValues] : firstChoice(product.options.length, product.skus)
}

export function SkuSheet(props: Props) {
  const { open, product, intent, busy, onClose } = props
  const [choice, setChoice] = useState<Choice>(() => startChoice(product, props.initialSkuId))
  const [quantity, setQuantity] = useState(props.initialQuantity ?? 1)
  const sku = chosenSku(product.skus, choice)
  const own = props.deal?.prices.find((one) => one.skuId === sku?.id)
  const usual = sku ? quantityRule(sku) : { max: 999, reason: '' }
  const rule = own && own.max !== null && own.max < usual.max ? { max: own.max, reason: `活动价每人限 ${own.max} 件` } : usual
  const wanted = Math.max(1, Math.min(quantity, Math.max(1, rule.max)))

  const pick = (option: number, value: string): void => {
    const next = choose(product.skus, choice, option, value)
    setChoice(next)
    props.onLook?.(chosenSku(product.skus, next))
  }
  const confirm = (as: Exclude<SkuIntent, 'both'>): void => {
    const missing = product.options.find((_, i) => choice[i] === null)
    if (!sku) return say(missing ? `请选择${missing.name}` : '这个组合暂时没有，换一个试试')
    if (sku.available < 1) return say('这一款补货中，换一个试试')
    if (props.deal && !own) return say('这一款不参加活动，换一个试试')
    props.onChosen(sku, wanted, as)
  }
  return (
    <Sheet open={open} title='选择规格' plain onClose={onClose} footer={<Actions intent={intent} busy={busy} soldOut={sku !== null && sku.available < 1} text={props.deal?.text} onConfirm={confirm} />}>
      <Head product={product} sku={sku} choice={choice} deal={props.deal ?? null} shown={shownPrice(product, props.timed ?? [], sku, props.viewer ?? NOBODY)} />
      {product.options.map((option, i) => (
        <View key={option.name} className='sku__option'>
          <Text className='sku__name'>{option.name}</Text>
          <View className='sku__values'>
            {option.values.map((value) => {
              const on = choice[i] === value
              const possible = isPossible(product.skus, choice, i, value)
              return (
                <Tap key={value} role='checkbox' selected={on} label={possible ? value : `${value}，缺货`} className={`sku__value ${on ? 'sku__value--on' : ''} ${possible ? '' : 'sku__value--none'}`} onTap={() => pick(i, value)}>
                  <View className='sku__face'>{value}</View>
                </Tap>
              )
            })}
          </View>
        </View>
      ))}
      {intent === 'change' ? null : (
        <View className='sku__quantity'>
          <View><Text className='sku__name'>数量</Text>{sku ? <Text className='muted sku__limit'>{sku.lowStock || sku.limitPerOrder > 0 || rule !== usual ? rule.reason : ''}</Text> : null}</View>
          <Stepper name='数量' value={wanted} max={rule.max} reason={rule.reason} onChange={setQuantity} />
        </View>
      )}
    </Sheet>
  )
}

function Head({ product, sku, choice, deal, shown }: { product: ProductDetail; sku: Sku | null; choice: Choice; deal: Deal | null; shown: ShownPrice }) {
  const said = choice.filter((value): value is string => value !== null)
  const stock = !sku ? '' : sku.available < 1 ? '补货中' : sku.lowStock ? `仅剩 ${sku.available} 件` : '有货'
  return (
    <View className='sku__head'>
      <Photo src={sku?.imageUrl ?? picturesOf(product.media)[0]} alt={product.title} size={96} className='sku__photo' />
      <View className='sku__summary'>
        <View className='row sku__prices'>
          {deal ? <DealPrice deal={deal} product={product} sku={sku} /> : <Price fen={shown.fen} size={22} was={shown.wasFen} from={shown.from} />}
        </View>
        {!deal && shown.timed ? <View className='row sku__member'><Tag text={shown.timed.label} /><Text className='muted num'>{soldPart(shown.timed.total, shown.timed.remaining)}</Text></View> : null}
        {!deal && sku && shown.memberFen !== null ? <View className='row sku__member'><Tag text={product.memberLevelName ?? '会员价'} tone='gold' /><Price fen={shown.memberFen} size={14} tone='gold' /></View> : null}
        <View className='muted'>{said.length ? `已选 ${said.join('，')}` : `请选择 ${product.options.map((o) => o.name).join('、')}`}</View>
        {stock ? <View className={`sku__stock ${sku && (sku.lowStock || sku.available < 1) ? 'sku__stock--low' : ''}`}>{stock}</View> : null}
      </View>
    </View>
  )
}

function DealPrice({ deal, product, sku }: { deal: Deal; product: ProductDetail; sku: Sku | null }) {
  const own = deal.prices.find((one) => one.skuId === sku?.id)
  if (sku && !own) return <><Price fen={sku.priceFen} size={22} /><Tag text='不参加活动' tone='grey' /></>
  const fens = deal.prices.map((one) => one.priceFen)
  return <><Price fen={own?.priceFen ?? Math.min(...fens)} size={22} was={sku?.priceFen ?? product.priceFen} from={!own && new Set(fens).size > 1} /><View className='sku__deal'><Tag text={deal.note} /></View></>
}

function Actions({ intent, busy, soldOut, text, onConfirm }: { intent: SkuIntent; busy: boolean; soldOut: boolean; text?: string; onConfirm(as: Exclude<SkuIntent, 'both'>): void }) {
  if (intent !== 'both') return <Button wide size='large' kind='primary' busy={busy} disabled={soldOut} text={soldOut ? '补货中' : text ? text : intent === 'buy' ? '立即购买' : intent === 'cart' ? '加入购物车' : '确定'} onTap={() => onConfirm(intent)} />
  return (
    <View className='sku__both'>
      <Button wide size='large' kind='soft' busy={busy} disabled={soldOut} text='加入购物车' onTap={() => onConfirm('cart')} />
      <Button wide size='large' kind='primary' busy={busy} disabled={soldOut} text='立即购买' onTap={() => onConfirm('buy')} />
    </View>
  )
}
