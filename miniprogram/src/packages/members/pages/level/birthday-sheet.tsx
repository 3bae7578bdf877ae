import { useState } from 'react'
import { Input, Text, View } from '@tarojs/components'
import type { Birthday } from '@siyu/client/shapes'
import { write } from '@/shared/api/http'
import { say } from '@/shared/lib/say'
import { whenText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { Button } from '@/shared/ui/button'
import { Sheet } from '@/shared/ui/sheet'
import { checkedBirthday, type BirthdayDraft } from './words'

const FIELDS: { name: keyof BirthdayDraft; unit: string; hint: string; length: number }[] = [
  { name: 'year', unit: '年', hint: '选填', length: 4 }, { name: 'month', unit: '月', hint: '1–12', length: 2 }, { name: 'day', unit: '日', hint: '1–31', length: 2 },
]
const text = (value: number | null): string => (value === null ? '' : String(value))

export function BirthdaySheet({ birthday, onClose, onSaved }: { birthday: Birthday; onClose(): void; onSaved(birthday: Birthday): void }) {
  const [draft, setDraft] = useState<BirthdayDraft>({ year: text(birthday.year), month: text(birthday.month), day: text(birthday.day) })
  const locked = birthday.changeableFrom !== null
  const save = useAction(async (key: string, body: { month: number; day: number; year: number | null }) => {
    onSaved(await write<Birthday>('PUT', '/me/birthday', body, key))
    say('生日已保存')
    onClose()
  })
  const submit = (): void => {
    const found = checkedBirthday(draft)
    if (typeof found === 'string') say(found)
    else void save.run(found)
  }
  return (
    <Sheet open title='生日' onClose={onClose} footer={<Button wide size='large' kind='primary' text={locked ? '知道了' : '保存'} busy={save.busy} onTap={locked ? onClose : submit} />}>
      <View className='level__fields'>
        {FIELDS.map(({ name, unit, hint, length }) => (
          <View key={name} className='level__field'>
            <Input className='level__input num' type='number' value={draft[name]} maxlength={length} placeholder={hint} disabled={locked} aria-label={unit} onInput={(e) => setDraft({ ...draft, [name]: e.detail.value })} />
            <Text>{unit}</Text>
          </View>
        ))}
      </View>
      <View className='level__fields-note muted num'>{birthday.changeableFrom !== null ? `生日一年只能修改一次，${whenText(birthday.changeableFrom).replace(/ .*$/, '')}后可以再改` : '保存后一年内不能再改。2 月 29 日出生的，平年在 28 日庆祝'}</View>
    </Sheet>
  )
}
