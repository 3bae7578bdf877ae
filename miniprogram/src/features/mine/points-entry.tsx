import type { PointsView } from '@siyu/client/shapes'
import { read } from '@/shared/api/http'
import { asMember } from '@/shared/api/session'
import { tokenStore } from '@/shared/api/token'
import { go } from '@/shared/lib/nav'
import { countText } from '@/shared/lib/points'
import { useStore } from '@/shared/lib/store'
import { useQuery } from '@/shared/lib/use-query'
import { Entry } from '@/shared/ui/bits'

/** How many points there are, and the way to where they came from. */
export function PointsEntry() {
  const token = useStore(tokenStore)
  const { data } = useQuery<PointsView>(token, () => read('/me/points'))
  return <Entry icon='coins' title='积分' value={token && data?.available ? countText(data.available) : ''} onTap={() => asMember(() => go('points'))} />
}
