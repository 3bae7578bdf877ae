import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import type { OrderAction } from '@siyu/client/shapes'
import { useAction } from '@/shared/lib/use-action'
import { Button } from '@/shared/ui/button'
import { Sheet } from '@/shared/ui/sheet'
import { Tick } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { act, ACTION_ORDER, ACTION_TEXT, follow, MAIN_ACTIONS } from './actions'
import './action-bar.scss'

const REASONS = ['不想要了', '信息填错了，重新下单', '想换个规格或数量', '价格有变化', '其他原因']

const SHOWN_MAX = 3

interface Props { orderId: string; actions: OrderAction[]; parcelId?: string | null; size?: 'normal' | 'small'; onChanged(): void }

/** Draws exactly what the server allows now. */
export function ActionBar({ orderId, actions, parcelId, size = 'small', onChanged }: Props) {
  const [cancelling, setCancelling] = useState(false)
  const [more, setMore] = useState(false)
  const doing = useAction(async (key: string, action: OrderAction, reason?: string) => {
    if (await act(key, action, orderId, reason)) onChanged()
  })
  const press = (action: OrderAction): void => {
    setMore(false)
    if (action === 'cancel') setCancelling(true)
    else if (!follow(action, orderId, parcelId)) void doing.run(action)
  }
  const allowed = ACTION_ORDER.filter((action) => actions.includes(action))
  const shown = allowed.slice(-SHOWN_MAX)
  const rest = allowed.slice(0, -SHOWN_MAX)
  return (
    <>
      <View className='action-bar'>
        {rest.length ? <Tap label='更多操作' className='action-bar__more' onTap={() => setMore(true)}>更多</Tap> : null}
        {shown.map((action) => <Button key={action} size={size} kind={MAIN_ACTIONS.includes(action) ? 'primary' : 'line'} text={ACTION_TEXT[action]} disabled={doing.busy} onTap={() => press(action)} />)}
      </View>
      <Sheet open={more} title='更多操作' onClose={() => setMore(false)}>
        <View className='action-bar__reasons'>{rest.map((action) => <Tap key={action} label={ACTION_TEXT[action]} className='action-bar__reason' onTap={() => press(action)}>{ACTION_TEXT[action]}</Tap>)}</View>
      </Sheet>
      {cancelling ? <CancelSheet busy={doing.busy} onClose={() => setCancelling(false)} onCancel={async (reason) => { if (await doing.run('cancel', reason)) setCancelling(false) }} /> : null}
    </>
  )
}

function CancelSheet({ busy, onClose, onCancel }: { busy: boolean; onClose(): void; onCancel(reason: string): void }) {
  const [reason, setReason] = useState(REASONS[0] ?? '')
  return (
    <Sheet open title='取消订单' onClose={onClose} footer={<Button wide size='large' kind='primary' busy={busy} text='确认取消' onTap={() => onCancel(reason)} />}>
      <View className='action-bar__reasons'>
        {REASONS.map((text) => <Tap key={text} role='checkbox' selected={text === reason} label={text} className='action-bar__reason' onTap={() => setReason(text)}><Text className='grow'>{text}</Text><Tick on={text === reason} /></Tap>)}
      </View>
    </Sheet>
  )
}
