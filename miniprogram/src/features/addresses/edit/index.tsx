import { useEffect, useState } from 'react'
import { Input, Switch, Text, Textarea, View } from '@tarojs/components'
import Taro, { useRouter } from '@tarojs/taro'
import { ApiError } from '@siyu/client/client'
import type { Address, AddressIn, AddressText } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { chosenAddress } from '@/shared/api/chosen-address'
import { back } from '@/shared/lib/nav'
import { say } from '@/shared/lib/say'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Loaded, RowBones } from '@/shared/ui/states'
import { BottomBar } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import { RegionField, type Region } from './region-field'
import { faultOf, TAGS } from '../form'
import './index.scss'

const BLANK: AddressIn = { name: '', phone: '', province: '', city: '', district: '', detail: '', tag: null, isDefault: false }

export default function AddressEditPage() {
  const { id, pick } = useRouter().params
  useEffect(() => void Taro.setNavigationBarTitle({ title: id ? '编辑地址' : '新建地址' }), [id])
  const known = useQuery(id ?? 'new', async () => {
    const { items } = await read<{ items: Address[] }>('/addresses')
    const found = items.find((address) => address.id === id)
    return { start: found ? { name: found.name, phone: found.phone, province: found.province, city: found.city, district: found.district, detail: found.detail, tag: found.tag, isDefault: found.isDefault } : { ...BLANK, isDefault: items.length === 0 } }
  })
  const [start, setStart] = useState<AddressIn | null>(null)
  // What is being written must not be overwritten when the page is shown again.
  useEffect(() => { if (known.data && !start) setStart(known.data.start) }, [known.data, start])
  return (
    <View className='address page page--bar'>
      {start ? <Form id={id} start={start} pick={Boolean(pick)} /> : <Loaded query={known} bones={<RowBones count={2} thumb={40} />}>{() => null}</Loaded>}
    </View>
  )
}

function Form({ id, start, pick }: { id?: string; start: AddressIn; pick: boolean }) {
  const [form, setForm] = useState(start)
  const [fault, setFault] = useState<{ field: string; text: string } | null>(null)
  const set = (part: Partial<AddressIn>): void => { setForm((old) => ({ ...old, ...part })); setFault(null) }
  const save = useAction(async (key: string, body: AddressIn) => {
    const saved = await write<Address>(id ? 'PUT' : 'POST', id ? `/addresses/${id}` : '/addresses', body, key)
    if (pick) chosenAddress.set(saved.id)
    back()
  }, (error) => {
    if (!(error instanceof ApiError) || !error.problem.field) return false
    setFault({ field: error.problem.field.replace(/^\$\.?/, ''), text: error.problem.detail })
    return true
  })
  const submit = (): void => {
    const body = { ...form, name: form.name.trim(), phone: form.phone.replace(/[\s-]/g, ''), detail: form.detail.trim() }
    const wrong = faultOf(body)
    if (wrong) return setFault(wrong)
    void save.run(body)
  }
  const faultAt = (field: string) => (fault?.field === field ? <View className='address__fault'>{fault.text}</View> : null)
  return (
    <>
      <Paste onParsed={(parsed) => set(Object.fromEntries(Object.entries(parsed).filter(([, value]) => value)))} />
      <View className='card address__form'>
        <View className='address__field'><Text className='address__label'>收货人</Text><Input className='address__input' value={form.name} maxlength={25} placeholder='姓名' aria-label='收货人' onInput={(e) => set({ name: e.detail.value })} /></View>{faultAt('name')}
        <View className='address__field'><Text className='address__label'>手机号</Text><Input className='address__input' type='number' value={form.phone} maxlength={20} placeholder='方便快递员联系' aria-label='手机号' onInput={(e) => set({ phone: e.detail.value })} /></View>{faultAt('phone')}
        <RegionField value={[form.province, form.city, form.district]} onChange={([province, city, district]: Region) => set({ province, city, district })} />{faultAt('province')}{faultAt('city')}{faultAt('district')}
        <View className='address__field address__field--tall'><Text className='address__label'>详细地址</Text><Textarea className='address__area' value={form.detail} maxlength={120} autoHeight placeholder='街道、小区、楼栋、门牌号' aria-label='详细地址' onInput={(e) => set({ detail: e.detail.value })} /></View>{faultAt('detail')}
      </View>
      <View className='card address__form'>
        <View className='address__field'>
          <Text className='address__label'>标签</Text>
          <View className='address__tags'>{TAGS.map((tag) => <Tap key={tag} role='checkbox' selected={form.tag === tag} label={tag} className={`address__tag ${form.tag === tag ? 'address__tag--on' : ''}`} onTap={() => set({ tag: form.tag === tag ? null : tag })}><View className='address__tag-face'>{tag}</View></Tap>)}</View>
        </View>
        <View className='address__field'><Text className='grow'>设为默认地址</Text><Switch checked={form.isDefault} color='#BF4027' aria-label='设为默认地址' onChange={(e) => set({ isDefault: e.detail.value })} /></View>
      </View>
      <BottomBar><Button wide size='large' kind='primary' text='保存' busy={save.busy} onTap={submit} /></BottomBar>
    </>
  )
}

/** A whole address pasted from a chat is taken apart by the server. */
function Paste({ onParsed }: { onParsed(parsed: AddressText): void }) {
  const [text, setText] = useState('')
  const parse = useAction(async (key: string, pasted: string) => {
    const parsed = await write<AddressText>('POST', '/addresses/parse', { text: pasted }, key)
    if (!Object.values(parsed).some(Boolean)) return say('没有认出地址，请直接填写')
    onParsed(parsed)
    say('已填好，请核对')
  })
  return (
    <View className='card address__paste'>
      <Textarea className='address__paste-text' value={text} maxlength={300} placeholder='粘贴一整段，如：林晓 16000001234 浙江省杭州市西湖区…' aria-label='粘贴地址' onInput={(e) => setText(e.detail.value)} />
      <View className='address__paste-foot'><View className='row muted address__paste-hint'><Icon name='clipboard-paste' size={16} /><Text>自动识别姓名、电话、地址</Text></View><Button size='small' kind='soft' text='识别' busy={parse.busy} disabled={!text.trim()} onTap={() => void parse.run(text.trim())} /></View>
    </View>
  )
}
