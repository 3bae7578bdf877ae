import { Picker, Text, View } from '@tarojs/components'
import { Icon } from '@/shared/ui/icon'

export type Region = [province: string, city: string, district: string]
export interface RegionFieldProps { value: Region; onChange(region: Region): void }

/** WeChat's own picker knows all regions. */
export function RegionField({ value, onChange }: RegionFieldProps) {
  const chosen = value.filter(Boolean)
  return (
    <View className='address__field'>
      <Text className='address__label'>所在地区</Text>
      <Picker mode='region' className='grow' value={value} onChange={(e) => onChange(e.detail.value as unknown as Region)}>
        <View className={`address__region ${chosen.length ? '' : 'address__region-empty'}`}><Text className='grow'>{chosen.length ? chosen.join(' ') : '省 / 市 / 区'}</Text><Icon name='chevron-right' size={16} /></View>
      </Picker>
    </View>
  )
}
