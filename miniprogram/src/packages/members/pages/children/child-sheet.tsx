import { useState } from 'react'
import { View } from '@tarojs/components'
import { ApiError } from '@siyu/client/client'
import type { Child, ChildIn } from '@siyu/client/shapes'
import { write } from '@/shared/api/http'
import { say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { Tabs } from '@/shared/ui/bits'
import { Button } from '@/shared/ui/button'
import { Sheet } from '@/shared/ui/sheet'
import { BirthPicker, DuePicker } from './pickers'
import { checkedDraft, draftOf, type Kind } from './words'

interface Props { child: Child | null; today: string; onClose(): void; onSaved(): Promise<void> }

const KINDS: { key: Kind; text: string }[] = [{ key: 'born', text: '已出生' }, { key: 'due', text: '怀孕中' }]

/** One child, new or known. What was chosen under the other tab is kept until the sheet is closed. */
export function ChildSheet({ child, today, onClose, onSaved }: Props) {
  const [draft, setDraft] = useState(() => draftOf(child, today))
  const [fault, setFault] = useState('')
  const set = (part: Partial<typeof draft>): void => { setDraft({ ...draft, ...part }); setFault('') }
  const save = useAction(async (key: string, body: Required<ChildIn>) => {
    await write<Child>(child ? 'PUT' : 'POST', child ? `/me/children/${child.id}` : '/me/children', body, key)
    onClose()
    say('已保存')
    await onSaved()
  }, (error) => {
    if (!(error instanceof ApiError)) return false
    if (error.problem.field) { setFault(error.problem.detail); return true }
    // Removed meanwhile on another phone, or as many were added there: the list says how it is.
    if (error.status === 404 || error.status === 409) { onClose(); void onSaved() }
    if (error.status !== 404) return false
    say('这一条已经被删除了')
    return true
  })
  const submit = (): void => {
    const body = checkedDraft(draft)
    if (typeof body === 'string') setFault(body)
    else void save.run(body)
  }
  return (
    <Sheet open title={child ? '修改宝宝' : '添加宝宝'} onClose={onClose} footer={<Button wide size='large' kind='primary' text='保存' busy={save.busy} onTap={submit} />}>
      <Tabs items={KINDS} value={draft.kind} onChange={(kind) => set({ kind })} />
      <View className='children__ask'>{draft.kind === 'due' ? '预产期是哪一天' : '哪年哪月出生的，不用填日期'}</View>
      {draft.kind === 'due' ? <DuePicker value={draft.dueOn} today={today} onChange={(dueOn) => set({ dueOn })} /> : <BirthPicker value={draft.born} today={today} onChange={(born) => set({ born })} />}
      <View className={`children__fault ${fault ? '' : 'children__fault--none'}`}>{fault}</View>
    </Sheet>
  )
}
