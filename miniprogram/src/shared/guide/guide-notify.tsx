import { useState } from 'react'
import { View } from '@tarojs/components'
import { bootstrapStore } from '../api/bootstrap'
import { write } from '../api/http'
import { askSubscribe } from '../api/wechat'
import { say } from '../lib/say'
import { useStore } from '../lib/store'
import { useAction } from '../lib/use-action'
import { Button } from '../ui/button'
import { Icon } from '../ui/icon'
import './guide.scss'

/** WeChat tells the member once for each time they agree; nothing is asked where the shop has no such message. */
export function GuideNotify({ hasGuide, card = false }: { hasGuide: boolean; card?: boolean }) {
  const template = useStore(bootstrapStore)?.templates.guideAssigned
  const [asked, setAsked] = useState(false)
  const subscribe = useAction(async (key: string) => {
    const results = await askSubscribe([template ?? ''])
    await write('POST', '/me/subscriptions', { results }, key)
    const agreed = results.some((one) => one.accepted)
    setAsked(agreed)
    say(agreed ? '好的，到时在微信里告诉您' : '好的，您可以随时在「我的」里看到')
  })
  if (!template) return null
  return (
    <View className={card ? 'card s-guide__notify' : 's-guide__notify'}>
      <Icon name={asked ? 'circle-check' : 'user-round'} size={20} />
      <View className='grow'>{asked ? '已记下' : hasGuide ? '更换专属导购时告诉我' : '有专属导购时告诉我'}<View className='muted'>只发一次微信消息</View></View>
      {asked ? null : <Button size='small' text='开启' label={hasGuide ? '开启更换导购通知' : '开启专属导购通知'} busy={subscribe.busy} onTap={() => void subscribe.run()} />}
    </View>
  )
}
