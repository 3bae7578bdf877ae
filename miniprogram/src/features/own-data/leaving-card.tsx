import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import type { OwnData } from '@siyu/client/shapes'
import { write } from '@/shared/api/http'
import { whenText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { Tick } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Sheet } from '@/shared/ui/sheet'
import { Tap } from '@/shared/ui/tap'

interface Props { data: OwnData; onChange(data: OwnData): void }

/** Leaving: what it means, what stands in the way, a week to think, and a way back. */
export function LeavingCard({ data, onChange }: Props) {
  const [asking, setAsking] = useState(false)
  const isCooling = data.leaving?.state === 'cooling'
  const withdraw = useAction(async (key: string) => onChange(await write<OwnData>('DELETE', '/me/leaving', undefined, key)))
  return (
    <View className='card own-data__part'>
      <View className='card-title'>注销账号</View>
      {isCooling && data.leaving ? (
        <>
          <View className='own-data__alert'><Icon name='clock' size={16} /><Text className='grow'>将在 {whenText(data.leaving.dueAt)} 注销，在那之前可以撤回。</Text></View>
          {data.leaving.waitsFor ? <View className='own-data__words'>还没有注销：{data.leaving.waitsFor}。完成后会自动继续。</View> : null}
          <View className='own-data__buttons'><Button wide kind='primary' text='撤回注销申请' busy={withdraw.busy} onTap={() => void withdraw.run()} /></View>
        </>
      ) : (
        <>
          <View className='own-data__words'>注销后个人信息会被删除，无法恢复。提交后有 7 天可以撤回。</View>
          {data.blockers.map((words) => <View key={words} className='own-data__alert'><Icon name='circle-alert' size={16} /><Text className='grow'>{words}</Text></View>)}
          <View className='own-data__buttons'><Button wide text='申请注销' disabled={data.blockers.length > 0} onTap={() => setAsking(true)} /></View>
        </>
      )}
      {asking ? <LeavingSheet data={data} onClose={() => setAsking(false)} onChange={onChange} /> : null}
    </View>
  )
}

function LeavingSheet({ data, onClose, onChange }: Props & { onClose(): void }) {
  const [read, setRead] = useState(false)
  const leave = useAction(async (key: string) => {
    onChange(await write<OwnData>('POST', '/me/leaving', undefined, key))
    onClose()
  })
  return (
    <Sheet open title='注销账号' onClose={onClose} footer={<Button wide size='large' kind='danger' text='确认申请注销' disabled={!read} busy={leave.busy} onTap={() => void leave.run()} />}>
      <View className='own-data__sheet'>
        {data.consequences.map((words) => <View key={words} className='own-data__consequence'>{words}</View>)}
        <Tap role='checkbox' label='我已了解，注销后无法恢复' selected={read} className='own-data__read' onTap={() => setRead(!read)}><Tick on={read} /><Text>我已了解，注销后无法恢复</Text></Tap>
      </View>
    </Sheet>
  )
}
