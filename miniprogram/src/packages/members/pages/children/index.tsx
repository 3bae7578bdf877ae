import { useState } from 'react'
import { Text, View } from '@tarojs/components'
import Taro, { usePullDownRefresh } from '@tarojs/taro'
import { ApiError } from '@siyu/client/client'
import type { Child } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { asMember } from '@/shared/api/session'
import { tokenStore } from '@/shared/api/token'
import { ask, say } from '@/shared/lib/say'
import { useStore } from '@/shared/lib/store'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { BottomBar } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Empty, Loaded, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { ChildSheet } from './child-sheet'
import { ageText, CHILDREN_MAX, isOverdue, likelyMonths, likelyWords, shanghaiDay, toldText } from './words'
import './index.scss'

/** Null: a new one; undefined: the sheet is closed. */
type Editing = Child | null | undefined

export default function ChildrenPage() {
  const signedIn = useStore(tokenStore) !== null
  const today = shanghaiDay(Date.now())
  const query = useQuery(signedIn ? 'children' : null, () => read<{ items: Child[] }>('/me/children'))
  const [editing, setEditing] = useState<Editing>(undefined)
  usePullDownRefresh(async () => { await query.reload(); Taro.stopPullDownRefresh() })
  const remove = useAction(async (key: string, id: string) => {
    await write('DELETE', `/me/children/${id}`, undefined, key)
    await query.reload()
    say('已删除')
  }, (error) => {
    // Removed already, on another phone or by a try whose answer was lost: that is what was wanted.
    if (!(error instanceof ApiError) || error.status !== 404) return false
    void query.reload().then(() => say('已删除'))
    return true
  })
  if (!signedIn) return <View className='children page'><Empty icon='baby' title='登录后填写宝宝信息' hint='按月龄挑选，少走弯路' action='去登录' onAction={() => asMember(() => undefined)} /></View>
  return (
    <View className='children page page--bar'>
      <Loaded query={query} bones={<RowBones count={2} thumb={48} />}>
        {({ items }) => (
          <>
            {items.map((child) => (
              <Row key={child.id} child={child} today={today} onChanged={query.reload} onEdit={() => setEditing(child)}
                onRemove={async () => { if (await ask('删除宝宝信息', `删除「${ageText(child, today)}」的这条信息吗？删除后可以重新添加。`, '删除', true)) await remove.run(child.id) }} />
            ))}
            {items.length ? null : <Empty icon='baby' title='还没有宝宝信息' hint='填上预产期或出生年月，为您按月龄推荐' />}
            <Use />
            <BottomBar>
              {items.length < CHILDREN_MAX
                ? <Button wide size='large' kind='primary' text='添加宝宝' onTap={() => setEditing(null)} />
                : <View className='children__full'>最多填写 {CHILDREN_MAX} 个宝宝</View>}
            </BottomBar>
          </>
        )}
      </Loaded>
      {editing === undefined ? null : <ChildSheet child={editing} today={today} onClose={() => setEditing(undefined)} onSaved={query.reload} />}
    </View>
  )
}

interface RowProps { child: Child; today: string; onChanged(): Promise<void>; onEdit(): void; onRemove(): void }

function Row({ child, today, onChanged, onEdit, onRemove }: RowProps) {
  const age = ageText(child, today)
  return (
    <View className='card children__card'>
      <View className='children__row'>
        <View className={`children__mark ${child.dueOn ? 'children__mark--due' : ''}`}><Icon name={child.dueOn ? 'heart' : 'baby'} size={24} /></View>
        <View className='grow'><View className='children__age num'>{age}</View><View className='children__told num'>{toldText(child, today)}</View></View>
        <Tap label={`修改${age}的宝宝`} className='children__tool' onTap={onEdit}><Icon name='pencil' size={18} /></Tap>
        <Tap label={`删除${age}的宝宝`} className='children__tool' onTap={onRemove}><Icon name='trash-2' size={18} /></Tap>
      </View>
      {isOverdue(child, today) ? <Birth child={child} today={today} onChanged={onChanged} onEdit={onEdit} /> : null}
    </View>
  )
}

/** The due date has passed: one tap tells the month of birth. */
function Birth({ child, today, onChanged, onEdit }: Omit<RowProps, 'onRemove'>) {
  const tell = useAction(async (key: string, month: string) => {
    await write<Child>('PUT', `/me/children/${child.id}`, { dueOn: null, bornMonth: `${month}-01` }, key)
    await onChanged()
    say('恭喜，已记下出生月份')
  })
  return (
    <View className='children__birth'>
      <View className='children__birth-ask'>宝宝出生了吗？记下出生月份，月龄才算得准</View>
      <View className='children__birth-ways'>
        {likelyMonths(child.dueOn ?? today, today).map((month) => <Button key={month} size='small' kind='soft' text={likelyWords(month, today)} disabled={tell.busy} onTap={() => void tell.run(month)} />)}
        <Button size='small' text='其他' label='选择其他出生月份' disabled={tell.busy} onTap={onEdit} />
      </View>
    </View>
  )
}

/** What it is for, and only what is so. */
function Use() {
  return (
    <View className='children__use'>
      <View className='row children__use-head'><Icon name='shield-check' size={16} /><Text>怎样使用</Text></View>
      <View>用来推算孕周和月龄，方便店铺和您的专属导购推荐合适的商品。</View>
      <View>只记预产期或出生年月，不记姓名和性别。请填写自己家的宝宝。</View>
      <View>可以随时修改或删除，删除后不再使用。</View>
    </View>
  )
}
