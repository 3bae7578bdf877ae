import { useState } from 'react'
import { Button as WechatButton, Text, View } from '@tarojs/components'
import { useShareAppMessage } from '@tarojs/taro'
import type { TaskClaim, TaskPage, TaskView } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { asMember, isSignedIn } from '@/shared/api/session'
import { TABS, go, goTab } from '@/shared/lib/nav'
import { copy, knock, say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Button } from '@/shared/ui/button'
import { Icon, type IconName } from '@/shared/ui/icon'
import { Empty, Loaded, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import './index.scss'

const ICONS: Record<TaskView['kind'], IconName> = { share: 'share-2', review: 'pencil', profile_complete: 'phone', first_order: 'package', browse: 'house', subscribe_message: 'receipt-text' }

export default function TasksPage() {
  const [key, setKey] = useState('tasks')
  const tasks = useQuery(isSignedIn() ? key : null, () => read<TaskPage>('/tasks'))
  useShareAppMessage(() => ({ title: '暖禾：母婴与护肤好物', path: TABS.home }))
  if (!isSignedIn()) return <View className='page'><Empty icon='list-checks' title='登录后做任务领积分' action='去登录' onAction={() => asMember(() => setKey('signed-in'))} /></View>
  return (
    <View className='tasks page'>
      <Loaded query={tasks} bones={<RowBones count={5} thumb={40} />}>
        {(page) => (
          <>
            <Tap label={`我的积分 ${page.points}，去积分商城`} className='tasks__head' onTap={() => go('redeem')}>
              <View className='grow'><View className='tasks__word'>我的积分</View><View className='tasks__points num'>{page.points}</View></View>
              <Text className='tasks__shop'>去积分商城</Text><Icon name='chevron-right' size={16} />
            </Tap>
            {page.items.length ? page.items.map((task) => <Row key={task.code} task={task} onClaimed={tasks.set} />) : <Empty icon='list-checks' title='现在没有任务' hint='有新任务时会放在这里' action='去逛逛' onAction={() => goTab('home')} />}
          </>
        )}
      </Loaded>
    </View>
  )
}

const waysOn: Record<TaskView['kind'], () => void> = {
  share: () => void copy(process.env.TARO_ENV === 'h5' ? window.location.origin + '/mini/' : ''),
  browse: () => goTab('home'), first_order: () => goTab('home'), review: () => go('orders', { state: 'completed' }),
  profile_complete: () => go('settings'), subscribe_message: () => go('orders'),
}

function Row({ task, onClaimed }: { task: TaskView; onClaimed(page: TaskPage): void }) {
  // What nobody can prove is done first and claimed after it.
  const [begun, setBegun] = useState(false)
  const claim = useAction(async (key: string) => {
    const result = await write<TaskClaim>('POST', `/tasks/${task.code}/claim`, { clientKey: key })
    knock()
    say(result.text)
    setBegun(false)
    onClaimed(result.page)
  })
  const canClaim = task.state === 'claimable' && (!task.isOnTrust || begun)
  const goOn = (): void => { setBegun(true); waysOn[task.kind]() }
  const count = task.limitCount > 1 ? `，已完成 ${task.doneCount} / ${task.limitCount}` : ''
  return (
    <View className='card tasks__row'>
      <View className='tasks__icon'><Icon name={ICONS[task.kind]} size={20} /></View>
      <View className='grow'>
        <View className='tasks__title'>{task.title}<Text className='tasks__gain num'>+{task.points}</Text></View>
        {task.words ? <View className='muted'>{task.words}</View> : null}
        <View className='muted num'>{task.limitText}{count}{task.isOnTrust ? '，完成后自己领取' : ''}</View>
      </View>
      {task.state === 'done' ? <View className='tasks__done'><Icon name='circle-check' size={16} /><Text>已完成</Text></View>
        : canClaim ? <Button size='small' kind='primary' text='领取' label={`领取 ${task.title} 的 ${task.points} 积分`} busy={claim.busy} onTap={() => void claim.run()} />
          : task.kind === 'share' && process.env.TARO_ENV === 'weapp' ? <WechatButton openType='share' className='tasks__share' onClick={() => setBegun(true)}>去分享</WechatButton>
            : <Button size='small' kind='soft' text={task.kind === 'share' ? '去分享' : '去完成'} label={`去完成 ${task.title}`} onTap={goOn} />}
    </View>
  )
}
