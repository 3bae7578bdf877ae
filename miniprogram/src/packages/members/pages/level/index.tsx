import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh, useReachBottom } from '@tarojs/taro'
import type { GrowthEntry, LevelPage as Page } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { asMember } from '@/shared/api/session'
import { tokenStore } from '@/shared/api/token'
import { GuideNotify } from '@/shared/guide/guide-notify'
import { useGuide } from '@/shared/guide/use-guide'
import { useStore } from '@/shared/lib/store'
import { whenText } from '@/shared/lib/time'
import { usePages, useQuery } from '@/shared/lib/use-query'
import { Entry, Tabs } from '@/shared/ui/bits'
import { Icon } from '@/shared/ui/icon'
import { Bone, Empty, ListEnd, Loaded } from '@/shared/ui/states'
import { BirthdaySheet } from './birthday-sheet'
import { birthdayText, signedText } from './words'
import './index.scss'

const PAGE_SIZE = 20

export default function LevelPage() {
  const signedIn = useStore(tokenStore) !== null
  const query = useQuery<Page>(signedIn ? 'level' : null, () => read('/me/level'))
  const guide = useGuide()
  const list = usePages<GrowthEntry>(signedIn ? 'growth' : null, (cursor) => read('/me/growth', { cursor, limit: PAGE_SIZE }), true)
  useReachBottom(list.more)
  usePullDownRefresh(async () => {
    await Promise.all([query.reload(), list.reload()])
    Taro.stopPullDownRefresh()
  })
  if (!signedIn) return <View className='level page'><Empty icon='user-round' title='登录后查看会员等级' hint='购物、签到、分享都能得成长值' action='去登录' onAction={() => asMember(() => undefined)} /></View>
  return (
    <View className='level page'>
      <Loaded query={query} bones={<Bones />}>
        {(page) => (
          <>
            <Standing page={page} />
            <Benefits key={page.code} page={page} />
            <BirthdayEntry page={page} onSaved={(birthday) => query.set({ ...page, birthday })} />
            <GuideNotify card hasGuide={guide !== null} />
            <View className='card'>
              <View className='card-title'>怎么得成长值</View>
              {page.ways.map((way) => <View key={way.title} className='level__way'><Text className='level__way-name'>{way.title}</Text><Text className='grow'>{way.text}</Text></View>)}
            </View>
            <View className='card'>
              <View className='card-title'>成长值记录</View>
              {list.items.map((entry) => <Booked key={entry.id} entry={entry} />)}
              {!list.items.length && !list.loading ? <View className='level__none muted'>{list.error !== null ? '记录没有取到，下拉再试一次' : '还没有记录，下一笔订单完成后就会出现'}</View> : null}
            </View>
            <ListEnd loading={list.loading} done={list.done} error={list.error} onRetry={list.more} count={list.items.length} />
          </>
        )}
      </Loaded>
    </View>
  )
}

function Standing({ page }: { page: Page }) {
  return (
    <View className='level__card'>
      <View className='row'>
        <View className='grow'><View className='level__name'>{page.name}</View><View className='level__note'>近一年成长值</View></View>
        <View className='level__growth num'>{page.growth}</View>
      </View>
      {page.next ? (
        <>
          <View className='level__bar'><View className='level__done' style={{ width: `${page.next.progressPercent}%` }} /></View>
          <View className='level__ends num'><Text>{page.name}</Text><Text>{page.next.name} {page.next.growthFrom}</Text></View>
        </>
      ) : null}
      <View className='level__sentence num'>{page.sentence}</View>
      {page.untilText ? <View className='level__note num'>{page.untilText}</View> : null}
      {page.hasOwnConcierge ? <View className='level__concierge'><Icon name='headset' size={16} /><Text>已获得专属管家服务</Text></View> : null}
    </View>
  )
}

/** What every level gives; one's own first. */
function Benefits({ page }: { page: Page }) {
  const [code, setCode] = useState(page.code)
  const shown = page.levels.find((level) => level.code === code)
  return (
    <View className='card level__levels'>
      <Tabs items={page.levels.map((level) => ({ key: level.code, text: level.name.replace(/会员$/, '') }))} value={code} onChange={setCode} />
      <View className='level__from muted num'>{code === page.code ? '您现在的等级' : shown?.growthFrom ? `近一年成长值满 ${shown.growthFrom}` : '注册即享'}</View>
      {shown?.benefits.length ? (
        <View className='level__benefits'>
          {shown.benefits.map((benefit) => (
            <View key={benefit.title} className='level__benefit'>
              <View className='level__benefit-mark'><Icon name={benefit.icon} size={20} /></View>
              <View className='grow'><View className='level__benefit-name'>{benefit.title}</View>{benefit.text ? <View className='muted num'>{benefit.text}</View> : null}</View>
            </View>
          ))}
        </View>
      ) : <View className='level__none muted'>从这里开始，升级后享更多权益</View>}
    </View>
  )
}

function BirthdayEntry({ page, onSaved }: { page: Page; onSaved(birthday: Page['birthday']): void }) {
  const [open, setOpen] = useState(false)
  return (
    <View className='card level__birthday'>
      <Entry first icon='gift' title='生日' value={birthdayText(page.birthday) || '去填写'} onTap={() => setOpen(true)} />
      {page.birthdayPoints ? <View className='level__birthday-note muted num'>生日当天送 {page.birthdayPoints} 积分</View> : null}
      {open ? <BirthdaySheet birthday={page.birthday} onClose={() => setOpen(false)} onSaved={onSaved} /> : null}
    </View>
  )
}

function Booked({ entry }: { entry: GrowthEntry }) {
  return (
    <View className='level__entry'>
      <View className='grow'><View className='two-lines'>{entry.words}</View><View className='muted num'>{whenText(entry.at)}</View></View>
      <Text className={`level__value num ${entry.value < 0 ? 'level__value--less' : ''}`}>{signedText(entry.value)}</Text>
    </View>
  )
}

function Bones() {
  return (
    <>
      <View className='level__bones'><Bone h={168} r={12} /></View>
      <View className='card'><Bone w='70%' h={20} /><Bone h={40} mt={16} /><Bone h={40} mt={12} /></View>
      <View className='card'><Bone w='40%' h={20} /><Bone h={16} mt={16} /><Bone h={16} mt={12} /></View>
    </>
  )
}
