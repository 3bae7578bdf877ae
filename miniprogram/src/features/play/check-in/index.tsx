import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import type { CheckInPage, CheckInResult } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { asMember, isSignedIn } from '@/shared/api/session'
import { go } from '@/shared/lib/nav'
import { knock, say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { spoken } from '@/shared/ui/spoken'
import { Bone, Empty, Loaded } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { dayWords, monthGrid, monthOf, monthWords } from '../month'
import './index.scss'

const WEEK = ['一', '二', '三', '四', '五', '六', '日']

export default function CheckInPageView() {
  const [month, setMonth] = useState<string | null>(null)
  const page = useQuery(isSignedIn() ? (month ?? 'now') : null, () => read<CheckInPage>('/check-in', { month: month ?? undefined }))
  if (!isSignedIn()) return <View className='page'><Empty icon='calendar-check' title='登录后每天签到领积分' action='去登录' onAction={() => asMember(() => setMonth(null))} /></View>
  return (
    <View className='check-in page'>
      <Loaded query={page} bones={<View className='card'><Bone w='50%' h={28} /><Bone h={72} mt={20} /><Bone h={48} r={24} mt={20} /></View>}>
        {(data) => (
          <>
            <Streak page={data} onDone={(next) => { setMonth(null); page.set(next) }} />
            <Calendar page={data} onMonth={setMonth} />
            <View className='check-in__rule'>按北京时间算一天，每天签到一次；中断后从第 1 天重新开始，没有补签。</View>
          </>
        )}
      </Loaded>
    </View>
  )
}

function Streak({ page, onDone }: { page: CheckInPage; onDone(page: CheckInPage): void }) {
  const act = useAction(async () => {
    const result = await write<CheckInResult>('POST', '/check-in')
    knock()
    say(result.text)
    onDone(result.page)
  })
  const words = page.isChecked ? `今天已签到，明天可领 ${page.tomorrowPoints} 积分` : `签到领 ${page.todayPoints} 积分`
  return (
    <View className='card check-in__card'>
      <View className='row'>
        <View className='grow'><View className='check-in__streak num' {...spoken(`已连续签到 ${page.streak} 天`, 'img')}>已连续签到 <Text className='check-in__days'>{page.streak}</Text> 天</View></View>
        <Tap label={`我的积分 ${page.points}`} className='check-in__points' onTap={() => go('redeem')}><Icon name='coins' size={16} /><Text className='num'>{page.points}</Text><Icon name='chevron-right' size={14} /></Tap>
      </View>
      <View className='check-in__steps'>
        {page.steps.map((step) => {
          const isDone = step.state === 'done' || (step.state === 'today' && page.isChecked)
          return (
            <View key={step.ordinal} className={`check-in__step check-in__step--${isDone ? 'done' : step.state}`} {...spoken(`第 ${step.ordinal} 天 ${step.points} 积分${isDone ? '，已领' : ''}`, 'img')}>
              <View className='check-in__coin'>{isDone ? <Icon name='check' size={16} /> : <Text className='num'>+{step.points}</Text>}</View>
              <Text className='check-in__ordinal'>{step.state === 'today' ? '今天' : `第 ${step.ordinal} 天`}</Text>
            </View>
          )
        })}
      </View>
      <Button kind='primary' size='large' wide text={words} disabled={page.isChecked} busy={act.busy} onTap={() => void act.run()} />
    </View>
  )
}

function Calendar({ page, onMonth }: { page: CheckInPage; onMonth(month: string | null): void }) {
  const thisMonth = page.today.slice(0, 7)
  const done = new Map(page.days.map((day) => [day.day, day.points]))
  const isNow = page.month === thisMonth
  return (
    <View className='card'>
      <View className='row check-in__head'>
        <Tap label='上个月' className='check-in__turn' onTap={() => onMonth(monthOf(page.month, -1))}><Icon name='chevron-left' size={18} /></Tap>
        <View className='grow check-in__month num'>{monthWords(page.month)}<Text className='muted'>　签到 {page.days.length} 天</Text></View>
        <Tap label='下个月' className={`check-in__turn ${isNow ? 'check-in__turn--off' : ''}`} disabled={isNow} onTap={() => onMonth(monthOf(page.month, 1))}><Icon name='chevron-right' size={18} /></Tap>
      </View>
      <View className='check-in__grid'>
        {WEEK.map((name) => <View key={name} className='check-in__week'>{name}</View>)}
        {monthGrid(page.month).map((day, place) => (day === null
          ? <View key={place} className='check-in__day' />
          : (
            <View key={day} className='check-in__day' {...spoken(`${dayWords(day)}${done.has(day) ? `，签到得 ${done.get(day) ?? 0} 积分` : ''}`, 'img')}>
              <View className={`check-in__date num ${done.has(day) ? 'check-in__date--done' : ''} ${day === page.today ? 'check-in__date--today' : ''}`}>{Number(day.slice(8))}</View>
            </View>
          )))}
      </View>
    </View>
  )
}
