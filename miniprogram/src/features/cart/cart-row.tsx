import { useRef, useState } from 'react'
import { Text, View, type BaseEventOrig } from '@tarojs/components'
import type { CartLine } from '@siyu/client/shapes'
import { go } from '@/shared/lib/nav'
import { restAt, swipeEnd, swipeMove, swipeStart, type Swipe } from '@/shared/lib/swipe'
import { fingersOf } from '@/shared/lib/touch'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Price } from '@/shared/ui/price'
import { Stepper } from '@/shared/ui/stepper'
import { Tag, Tick } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { rowPrice } from './hints'
import './cart-row.scss'

interface Props { line: CartLine; busy: boolean; onSelect(on: boolean): void; onQuantity(quantity: number): void; onChangeSku(): void; onRemove(): void }

/** One line of the cart; slides left to show 移出. */
export function CartRow({ line, onSelect, onQuantity, onChangeSku, onRemove }: Props) {
  const { swipe, moving, handlers, close } = useSwipe()
  const price = rowPrice(line)
  const blocked = line.problem !== null && line.available < 1
  return (
    <View className={`cart-row ${swipe.offset < 0 || moving ? 'cart-row--open' : ''}`}>
      <Tap label={`移出${line.title}`} className='cart-row__remove' onTap={() => { close(); onRemove() }}><Icon name='trash-2' size={20} /><Text>移出</Text></Tap>
      <View className={`cart-row__face ${moving ? '' : 'cart-row__face--resting'}`} style={{ transform: `translateX(${swipe.offset}px)` }} {...handlers}>
        <Tap role='checkbox' selected={line.selected} label={`选择${line.title}`} className='cart-row__tick' disabled={blocked} onTap={() => onSelect(!line.selected)}><Tick on={line.selected && !blocked} disabled={blocked} /></Tap>
        <Tap label={line.title} className='cart-row__photo' onTap={() => go('product', { id: line.productId })}><Photo src={line.imageUrl} alt='' size={88} /></Tap>
        <View className='grow cart-row__text'>
          <Tap label={line.title} className='cart-row__title two-lines' onTap={() => go('product', { id: line.productId })}>{line.title}</Tap>
          {line.optionText ? <Tap label={`换规格，现在是${line.optionText}`} className='cart-row__option' onTap={onChangeSku}><View className='cart-row__chip'><Text className='one-line'>{line.optionText}</Text><Icon name='chevron-down' size={14} /></View></Tap> : null}
          {line.problem ? <View className='cart-row__problem'>{line.problem.message}</View> : null}
          {line.activityLabel ? <View className='cart-row__label'><Tag text={line.activityLabel} /></View> : null}
          <View className='cart-row__foot'>
            <View className='row'>{price.isSum ? <Text className='cart-row__sum'>小计</Text> : null}<Price fen={price.fen} size={18} was={price.wasFen} /></View>
            {blocked ? null : <Stepper name={line.title} value={line.quantity} max={Math.max(1, line.available)} reason={`最多可买 ${line.available} 件`} onChange={onQuantity} />}
          </View>
        </View>
      </View>
    </View>
  )
}

function useSwipe() {
  const [swipe, setSwipe] = useState<Swipe>(restAt(0))
  const [moving, setMoving] = useState(false)
  const live = useRef(swipe)
  const keep = (next: Swipe): void => {
    const shown = next.offset !== live.current.offset
    live.current = next
    if (shown) setSwipe(next)
  }
  const end = (): void => { setMoving(false); keep(swipeEnd(live.current)) }
  const handlers = {
    onTouchStart: (event: BaseEventOrig<unknown>) => { const [at] = fingersOf(event); if (at) { setMoving(true); live.current = swipeStart(live.current, at.clientX, at.clientY) } },
    onTouchMove: (event: BaseEventOrig<unknown>) => { const [at] = fingersOf(event); if (at) keep(swipeMove(live.current, at.clientX, at.clientY)) },
    onTouchEnd: end, onTouchCancel: end,
  }
  return { swipe, moving, handlers, close: () => keep(restAt(0)) }
}
