import { useState } from 'react'
import { Input, View } from '@tarojs/components'
import type { Member } from '@siyu/client/shapes'
import { loadCart } from '@/shared/api/cart'
import { write } from '@/shared/api/http'
import { becomeGuest, asMember, memberStore, signOut } from '@/shared/api/session'
import { phoneCode } from '@/shared/api/wechat'
import { back, go } from '@/shared/lib/nav'
import { ask, say } from '@/shared/lib/say'
import { forget } from '@/shared/lib/storage'
import { useStore } from '@/shared/lib/store'
import { useAction } from '@/shared/lib/use-action'
import { Button } from '@/shared/ui/button'
import { Sheet } from '@/shared/ui/sheet'
import { Entry } from '@/shared/ui/bits'
import './index.scss'

export default function SettingsPage() {
  const member = useStore(memberStore)
  const [naming, setNaming] = useState(false)
  const bind = useAction(async (key: string) => {
    memberStore.set(await write<Member>('POST', '/me/phone', { code: await phoneCode() }, key))
    say('手机号已更新')
  })
  const leave = useAction(async () => {
    if (!(await ask('退出登录', '退出后仍可浏览，购物车会在下次登录后恢复。', '退出'))) return
    try {
      await signOut()
    } finally {
      // Whatever the server says, this phone forgets.
      becomeGuest()
    }
    await loadCart()
    back()
  })
  return (
    <View className='settings page'>
      {member ? (
        <View className='card settings__entries'>
          <Entry first title='昵称' value={member.nickname} onTap={() => setNaming(true)} />
          <Entry title='手机号' value={member.phoneMasked ?? '去绑定'} onTap={() => (process.env.TARO_ENV === 'weapp' ? go('login') : void bind.run())} />
          <Entry title='收货地址' onTap={() => go('addresses')} />
        </View>
      ) : <View className='card settings__entries'><Entry first title='登录' onTap={() => asMember(() => undefined)} /></View>}
      <View className='card settings__entries'>
        <Entry first title='隐私保护指引' onTap={() => go('privacy')} />
        {member ? <Entry title='我的数据' value='授权、导出与注销' onTap={() => go('ownData')} /> : null}
        <Entry title='清除搜索记录' onTap={() => { forget('siyu_searches'); say('已清除') }} />
        <Entry title='关于我们' onTap={() => go('about')} />
      </View>
      {member ? <View className='settings__leave'><Button wide size='large' text='退出登录' busy={leave.busy} onTap={() => void leave.run()} /></View> : null}
      {naming && member ? <NameSheet name={member.nickname} onClose={() => setNaming(false)} /> : null}
    </View>
  )
}

function NameSheet({ name, onClose }: { name: string; onClose(): void }) {
  const [text, setText] = useState(name)
  const save = useAction(async (key: string, nickname: string) => {
    memberStore.set(await write<Member>('PATCH', '/me', { nickname }, key))
    onClose()
  })
  return (
    <Sheet open title='昵称' onClose={onClose} footer={<Button wide size='large' kind='primary' text='保存' busy={save.busy} disabled={!text.trim()} onTap={() => void save.run(text.trim())} />}>
      <View className='settings__name'><Input className='settings__input' value={text} maxlength={20} aria-label='昵称' type={process.env.TARO_ENV === 'weapp' ? 'nickname' : 'text'} onInput={(e) => setText(e.detail.value)} /></View>
    </Sheet>
  )
}
