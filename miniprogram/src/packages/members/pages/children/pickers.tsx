import { useState } from 'react'
import { ScrollView, Text, View } from '@tarojs/components'
import { monthGrid, monthOf, monthWords } from '@/features/play/month'
import { Icon } from '@/shared/ui/icon'
import { Tap } from '@/shared/ui/tap'
import { birthYears, dueBounds, isBirthMonth } from './words'

interface Props { value: string; today: string; onChange(value: string): void }

const WEEK = ['一', '二', '三', '四', '五', '六', '日']
const MONTHS = Array.from({ length: 12 }, (_, n) => n + 1)

/** A month of birth (2023-09): the year, then the month. Months that cannot be are there, but off. */
export function BirthPicker({ value, today, onChange }: Props) {
  const [year, setYear] = useState(Number((value || today).slice(0, 4)))
  return (
    <View className='children__picker'>
      <ScrollView scrollX className='children__years' scrollIntoView={`year-${year}`}>
        <View className='children__years-row'>
          {birthYears(today).map((one) => <Tap key={one} id={`year-${one}`} role='tab' label={`${one} 年`} selected={one === year} className={`children__year num ${one === year ? 'children__year--on' : ''}`} onTap={() => setYear(one)}><Text>{one}</Text></Tap>)}
        </View>
      </ScrollView>
      <View className='children__months'>
        {MONTHS.map((number) => {
          const month = `${year}-${String(number).padStart(2, '0')}`
          const able = isBirthMonth(month, today)
          const on = month === value
          return <Tap key={month} role='checkbox' label={`${year} 年 ${number} 月`} selected={on} disabled={!able} className='children__month' onTap={() => onChange(month)}><View className={`children__month-face num ${on ? 'children__on' : able ? '' : 'children__off'}`}>{number} 月</View></Tap>
        })}
      </View>
    </View>
  )
}

/** A due date, in a month at a time. */
export function DuePicker({ value, today, onChange }: Props) {
  const [first, last] = dueBounds(today)
  const [month, setMonth] = useState((value && value >= first && value <= last ? value : today).slice(0, 7))
  return (
    <View className='children__picker'>
      <View className='row'>
        <Turn label='上个月' icon='chevron-left' able={month > first.slice(0, 7)} onTap={() => setMonth(monthOf(month, -1))} />
        <Text className='grow children__shown num'>{monthWords(month)}</Text>
        <Turn label='下个月' icon='chevron-right' able={month < last.slice(0, 7)} onTap={() => setMonth(monthOf(month, 1))} />
      </View>
      <View className='children__grid'>
        {WEEK.map((name) => <View key={name} className='children__week'>{name}</View>)}
        {monthGrid(month).map((day, n) => {
          if (day === null) return <View key={n} className='children__day' />
          const able = day >= first && day <= last
          const on = day === value
          return <Tap key={day} role='checkbox' label={day} selected={on} disabled={!able} className='children__day' onTap={() => onChange(day)}><View className={`children__date num ${on ? 'children__on' : able ? '' : 'children__off'} ${day === today ? 'children__date--today' : ''}`}>{Number(day.slice(8))}</View></Tap>
        })}
      </View>
    </View>
  )
}

function Turn({ label, icon, able, onTap }: { label: string; icon: 'chevron-left' | 'chevron-right'; able: boolean; onTap(): void }) {
  return <Tap label={label} disabled={!able} className={`children__turn ${able ? '' : 'children__off'}`} onTap={onTap}><Icon name={icon} size={20} /></Tap>
}
