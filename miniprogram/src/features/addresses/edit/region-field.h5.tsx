import { useEffect, useState } from 'react'
import { Text, View } from '@tarojs/components'
import { say } from '@/shared/lib/say'
import { Icon } from '@/shared/ui/icon'
import { Sheet } from '@/shared/ui/sheet'
import { Bone } from '@/shared/ui/states'
import { Tick } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import type { Region, RegionFieldProps } from './region-field'

interface AreaData { province_list: Record<string, string>; city_list: Record<string, string>; county_list: Record<string, string> }
interface Choice { code: string; name: string }

const LEVELS: (keyof AreaData)[] = ['province_list', 'city_list', 'county_list']
const HINTS = ['选择省份', '选择城市', '选择区县']

/** Codes nest by their first two and four digits. */
const choicesAt = (data: AreaData, path: Choice[]): Choice[] => {
  const level = LEVELS[path.length]
  if (!level) return []
  const prefix = path.at(-1)?.code.slice(0, path.length * 2) ?? ''
  return Object.entries(data[level]).filter(([code]) => code.startsWith(prefix)).map(([code, name]) => ({ code, name }))
}

/** In a browser a sheet of our own; its data come only when it is opened. */
export function RegionField({ value, onChange }: RegionFieldProps) {
  const [open, setOpen] = useState(false)
  const chosen = value.filter(Boolean)
  return (
    <View className='address__field'>
      <Text className='address__label'>所在地区</Text>
      <Tap label={`所在地区，${chosen.join('') || '请选择'}`} className={`address__region ${chosen.length ? '' : 'address__region-empty'}`} onTap={() => setOpen(true)}>
        <Text className='grow'>{chosen.length ? chosen.join(' ') : '省 / 市 / 区'}</Text><Icon name='chevron-right' size={16} />
      </Tap>
      {open ? <RegionSheet value={value} onClose={() => setOpen(false)} onChange={(region) => { onChange(region); setOpen(false) }} /> : null}
    </View>
  )
}

function RegionSheet({ value, onClose, onChange }: RegionFieldProps & { onClose(): void }) {
  const [data, setData] = useState<AreaData | null>(null)
  const [path, setPath] = useState<Choice[]>([])
  useEffect(() => {
    import(/* webpackChunkName: "regions" */ '@vant/area-data').then(({ areaList }) => setData(areaList), () => { say('地区没有加载出来，请稍后再试'); onClose() })
  }, [onClose])
  const options = data ? choicesAt(data, path) : []
  const pick = (choice: Choice): void => {
    const next = [...path, choice]
    if (data && next.length < LEVELS.length && choicesAt(data, next).length) return setPath(next)
    const [province = '', city = '', district = city] = next.map((one) => one.name)
    onChange([province, city, district] as Region)
  }
  return (
    <Sheet open title='所在地区' onClose={onClose}>
      <View className='regions'>
        <View className='regions__path'>
          {path.map((step, i) => <Tap key={step.code} label={`重选${step.name}`} className='regions__step' onTap={() => setPath(path.slice(0, i))}>{step.name}</Tap>)}
          <View className='regions__step regions__step--now'>{HINTS[path.length]}</View>
        </View>
        {data ? options.map((one) => {
          const on = value[path.length] === one.name
          return <Tap key={one.code} label={one.name} className={`regions__option ${on ? 'regions__option--on' : ''}`} onTap={() => pick(one)}><Text className='grow'>{one.name}</Text>{on ? <Tick on /> : null}</Tap>
        }) : Array.from({ length: 6 }, (_, i) => <Bone key={i} w='40%' h={18} mt={20} />)}
      </View>
    </Sheet>
  )
}
