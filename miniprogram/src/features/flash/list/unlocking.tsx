import { useEffect } from 'react'
import { Text, View } from '@tarojs/components'
import Taro from '@tarojs/taro'
import type { FlashSession, FlashUnlock } from '@siyu/client/shapes'
import { read, write } from '@/shared/api/http'
import { isSignedIn } from '@/shared/api/session'
import { useQuery } from '@/shared/lib/use-query'
import { Icon } from '@/shared/ui/icon'

/** From how many groups one has come. WeChat gives the proof to whoever opened the page from a card in a group. */
export function Unlocking({ session }: { session: FlashSession }) {
  const path = `/flash/${session.id}/groups`
  const unlock = useQuery(isSignedIn() ? path : null, () => read<FlashUnlock>(path))
  useEffect(() => {
    if (process.env.TARO_ENV !== 'weapp' || !isSignedIn()) return
    // Opened from elsewhere than a group, WeChat gives nothing, and nothing is counted.
    Taro.getGroupEnterInfo({ success: ({ encryptedData, iv }) => {
      write<FlashUnlock>('POST', path, { encryptedData, iv }).then(unlock.set, (error: unknown) => console.warn('group not counted', error))
    } })
  }, [path])
  const entered = unlock.data?.entered ?? 0
  const done = entered >= session.groupsToUnlock
  return (
    <View className='card row flash__unlock'>
      <Icon name={done ? 'circle-check' : 'info'} size={18} />
      <Text className='grow'>{done ? '已解锁，可以参加本场' : `从 ${session.groupsToUnlock} 个不同的群打开本页后可参加，已有 ${entered} 个`}</Text>
    </View>
  )
}
