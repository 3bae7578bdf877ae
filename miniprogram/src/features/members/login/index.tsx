import { useState } from 'react'
import { Button as WechatButton, Text, View } from '@tarojs/components'
import { useUnload } from '@tarojs/taro'
import type { Member } from '@siyu/client/shapes'
import { bootstrapStore, loadBootstrap } from '@/shared/api/bootstrap'
import { loadCart } from '@/shared/api/cart'
import { write } from '@/shared/api/http'
import { memberStore, signIn, takeWaiting } from '@/shared/api/session'
import { phoneCode } from '@/shared/api/wechat'
import { back, go } from '@/shared/lib/nav'
import { say } from '@/shared/lib/say'
import { useStore } from '@/shared/lib/store'
import { useAction } from '@/shared/lib/use-action'
import { Button } from '@/shared/ui/button'
import { Icon } from '@/shared/ui/icon'
import { Photo } from '@/shared/ui/photo'
import { Sheet } from '@/shared/ui/sheet'
import { Tick } from '@/shared/ui/bits'
import { Tap } from '@/shared/ui/tap'
import './index.scss'

const BACK_MS = 60

export default function LoginPage() {
  const brand = useStore(bootstrapStore)?.brand
  const member = useStore(memberStore)
  const [agreed, setAgreed] = useState(false)
  const [asking, setAsking] = useState(false)
  useUnload(() => { takeWaiting() })
  const finish = (): void => {
    const then = takeWaiting()
    back()
    if (then) setTimeout(then, BACK_MS)
  }
  const enter = useAction(async () => {
    const { privacyVersion } = await loadBootstrap()
    await signIn(privacyVersion)
    await loadCart()
    if (memberStore.get()?.phoneMasked) finish()
  })
  const start = (): void => (agreed ? void enter.run() : setAsking(true))
  const accept = (): void => { setAgreed(true); setAsking(false); void enter.run() }
  return (
    <View className='login page'>
      <View className='login__brand'>
        {brand?.logoUrl ? <Photo src={brand.logoUrl} alt='' size={80} className='login__logo' /> : <View className='login__logo login__logo--none'><Icon name='store' size={36} /></View>}
        <View className='login__name'>{brand?.name ?? '暖禾'}</View>
        <View className='login__slogan'>{brand?.slogan ?? ''}</View>
      </View>
      {member ? <BindPhone onDone={finish} /> : (
        <View className='login__actions'>
          <Button wide size='large' kind='primary' text='微信一键登录' busy={enter.busy} onTap={start} />
          <Button wide size='large' text='先逛逛' onTap={back} />
          <Agreement agreed={agreed} onChange={setAgreed} />
        </View>
      )}
      <ConsentSheet open={asking} onClose={() => setAsking(false)} onAccept={accept} />
    </View>
  )
}

function Agreement({ agreed, onChange }: { agreed: boolean; onChange(agreed: boolean): void }) {
  return (
    <View className='login__agree'>
      <Tap role='checkbox' selected={agreed} label='同意隐私保护指引' className='login__tick' onTap={() => onChange(!agreed)}><Tick on={agreed} /></Tap>
      <View className='login__terms'><Text>我已阅读并同意</Text><Tap label='阅读隐私保护指引' className='login__link' onTap={() => go('privacy')}>《隐私保护指引》</Tap></View>
    </View>
  )
}

/** Nothing is collected before this is accepted. */
function ConsentSheet({ open, onClose, onAccept }: { open: boolean; onClose(): void; onAccept(): void }) {
  return (
    <Sheet open={open} title='隐私保护提示' onClose={onClose} footer={<View className='login__choices'><Button wide size='large' text='暂不同意' onTap={onClose} /><Button wide size='large' kind='primary' text='同意并登录' onTap={onAccept} /></View>}>
      <View className='login__consent'>
        <View>登录前想请您了解：</View>
        <View className='login__point'>· 我们用微信账号标识为您建立会员身份</View>
        <View className='login__point'>· 手机号、收货地址只在您填写后，用于下单、配送与售后</View>
        <View className='login__point'>· 不同意也可以继续浏览和使用购物车</View>
        <Tap label='阅读隐私保护指引全文' className='login__link' onTap={() => go('privacy')}>阅读《隐私保护指引》全文</Tap>
      </View>
    </Sheet>
  )
}

function BindPhone({ onDone }: { onDone(): void }) {
  const bind = useAction(async (key: string, code: string | null) => {
    memberStore.set(await write<Member>('POST', '/me/phone', { code: code ?? (await phoneCode()) }, key))
    say('手机号已绑定')
    onDone()
  })
  return (
    <View className='login__actions fade'>
      <View className='login__welcome'>欢迎，绑定手机号后可以收到发货与售后进展</View>
      {process.env.TARO_ENV === 'weapp'
        ? <WechatButton openType='getPhoneNumber' className='login__phone' onGetPhoneNumber={(e) => { const code = (e.detail as { code?: string }).code; if (code) void bind.run(code) }}>用微信手机号绑定</WechatButton>
        : <Button wide size='large' kind='primary' text='用微信手机号绑定' busy={bind.busy} onTap={() => void bind.run(null)} />}
      <Button wide size='large' text='以后再说' onTap={onDone} />
    </View>
  )
}
