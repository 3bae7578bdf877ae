import { useState } from 'react'
import { Switch, Text, View } from '@tarojs/components'
import type { OwnData } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { isSignedIn } from '@/shared/api/session'
import { go, goTab } from '@/shared/lib/nav'
import { say } from '@/shared/lib/say'
import { whenText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { useQuery } from '@/shared/lib/use-query'
import { Entry } from '@/shared/ui/bits'
import { Empty, Loaded, RowBones } from '@/shared/ui/states'
import { Tap } from '@/shared/ui/tap'
import { ExportCard } from './export-card'
import './index.scss'
import { LeavingCard } from './leaving-card'

const KINDS = { privacy: '隐私保护指引', marketing: '优惠与活动消息' } as const

export default function OwnDataPage() {
  const signedIn = isSignedIn()
  const query = useQuery(signedIn ? 'own-data' : null, () => read<OwnData>('/me/privacy'))
  if (!signedIn) return <Empty icon='user-round' title='登录后可以管理您的数据' hint='在「我的」里登录' action='去登录' onAction={() => goTab('mine')} />
  return (
    <View className='own-data page'>
      <Loaded query={query} bones={<RowBones count={3} thumb={40} />}>
        {(data) => (
          <>
            <Consents data={data} onChange={query.set} />
            <ExportCard data={data} onChange={query.set} reload={query.reload} />
            <LeavingCard data={data} onChange={query.set} />
          </>
        )}
      </Loaded>
    </View>
  )
}

function Consents({ data, onChange }: { data: OwnData; onChange(data: OwnData): void }) {
  const [open, setOpen] = useState(false)
  const set = useAction(async (key: string, isGiven: boolean) => {
    onChange(await write<OwnData>('PUT', '/me/consents/marketing', { isGiven }, key))
    say(isGiven ? '已同意，可随时关闭' : '已关闭，不再向您推送')
  })
  return (
    <View className='card own-data__part'>
      <View className='card-title'>授权</View>
      <View className='own-data__switch'>
        <View className='grow'>
          <View>优惠与活动消息</View>
          <View className='muted'>关闭后不再推送营销内容，订单通知不受影响</View>
        </View>
        <Switch key={String(data.marketing) + String(set.busy)} checked={data.marketing} disabled={set.busy} color='#BF4027' aria-label='优惠与活动消息' onChange={(event) => void set.run(event.detail.value)} />
      </View>
      <Entry title='隐私保护指引' value={data.privacyVersion ? `已同意 ${data.privacyVersion} 版` : '还没有同意'} onTap={() => go('privacy')} />
      {data.consents.length ? (
        <>
          <Tap label={open ? '收起授权记录' : '查看授权记录'} className='own-data__more' onTap={() => setOpen(!open)}><Text>{open ? '收起授权记录' : `查看授权记录（${data.consents.length}）`}</Text></Tap>
          {open ? data.consents.map((one, n) => (
            <View key={n} className='own-data__record'><Text className='grow'>{one.isGiven ? '同意' : '撤回'} {KINDS[one.kind]} {one.version} 版</Text><Text className='muted num'>{whenText(one.at)}</Text></View>
          )) : null}
        </>
      ) : null}
    </View>
  )
}
