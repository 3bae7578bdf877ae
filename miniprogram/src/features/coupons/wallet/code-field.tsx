import { useState } from 'react'
import { Input, View } from '@tarojs/components'
import { asMember } from '@/shared/api/session'
import { say } from '@/shared/lib/say'
import { useClaimCode } from '@/shared/promotion/claim'
import { Button } from '@/shared/ui/button'

const CODE_MAX = 32

/** A code from a leaflet or a chat; a link may bring it along, the tap is the shopper's. */
export function CodeField({ given, onClaimed }: { given: string; onClaimed(): void }) {
  const [code, setCode] = useState(given)
  const claim = useClaimCode(() => { setCode(''); onClaimed() })
  const submit = (): void => {
    const text = code.trim()
    if (!text) return say('请先输入领取码')
    asMember(() => void claim.run(text))
  }
  return (
    <View className={`wallet__code ${given && code === given ? 'wallet__code--given' : ''}`}>
      <Input className='wallet__input' value={code} maxlength={CODE_MAX} placeholder='输入领取码' confirmType='done' aria-label='领取码' onInput={(e) => setCode(e.detail.value)} onConfirm={submit} />
      <Button size='small' kind='primary' text='领取' label='用领取码领取' busy={claim.busy} onTap={submit} />
    </View>
  )
}
