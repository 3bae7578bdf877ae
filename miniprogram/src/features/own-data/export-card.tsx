import { useEffect } from 'react'
import { Text, View } from '@tarojs/components'
import type { OwnData, OwnDataExport, OwnDataFile } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { copy, say } from '@/shared/lib/say'
import { whenText } from '@/shared/lib/time'
import { useAction } from '@/shared/lib/use-action'
import { Button } from '@/shared/ui/button'
import { keep } from './keep'

const LOOK_MS = 2_000

interface Props { data: OwnData; onChange(data: OwnData): void; reload(): Promise<void> }

/** 12345 → "12.1 KB" */
const sizeText = (bytes: number): string => (bytes < 1024 ? `${bytes} B` : `${(bytes / 1024).toFixed(1)} KB`)

/** A copy of everything: asked for, watched while it is made, fetched for a week. */
export function ExportCard({ data, onChange, reload }: Props) {
  const found = data.export
  const isMaking = found?.state === 'making'
  useEffect(() => {
    if (!isMaking) return
    const timer = setInterval(() => void reload(), LOOK_MS)
    return () => clearInterval(timer)
  }, [isMaking, reload])
  const ask = useAction(async (key: string) => onChange({ ...data, export: await write<OwnDataExport>('POST', '/me/exports', undefined, key) }))
  const fetchFile = useAction(async (_: string, way: 'keep' | 'copy') => {
    if (found === null) return
    const file = await read<OwnDataFile>(`/me/exports/${found.id}`)
    if (way === 'copy') await copy(file.content)
    else {
      await keep(file.fileName, file.content)
      if (process.env.TARO_ENV === 'h5') say('已下载')
    }
  })
  return (
    <View className='card own-data__part'>
      <View className='card-title'>导出我的数据</View>
      <View className='own-data__words'>会员资料、地址、订单、售后、付款记录、优惠券和授权记录，做成一个文件交给您。只有您能下载，保留 7 天。</View>
      {found?.state === 'ready' && found.expiresAt ? (
        <View className='own-data__ready'>
          <View className='num'>{whenText(found.askedAt)} 的数据，{sizeText(found.sizeBytes)}，可下载到 {whenText(found.expiresAt)}</View>
          <View className='own-data__sections'>{found.sections.map((name) => <Text key={name} className='own-data__section num'>{name}</Text>)}</View>
        </View>
      ) : null}
      {found?.state === 'expired' ? <View className='muted'>上一份数据已经过期，请重新申请。</View> : null}
      <View className='own-data__buttons'>
        {found?.state === 'ready' ? (
          <>
            <Button wide kind='primary' text={process.env.TARO_ENV === 'weapp' ? '发到聊天保存' : '下载文件'} busy={fetchFile.busy} onTap={() => void fetchFile.run('keep')} />
            <Button wide text='复制内容' busy={fetchFile.busy} onTap={() => void fetchFile.run('copy')} />
          </>
        ) : <Button wide kind='soft' text={isMaking ? '正在准备，通常几秒钟' : '申请导出'} busy={ask.busy} disabled={isMaking} onTap={() => void ask.run()} />}
      </View>
    </View>
  )
}
