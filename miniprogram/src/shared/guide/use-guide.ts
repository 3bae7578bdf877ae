import type { GuideCard, OwnGuide } from '@siyu/client/shapes'
import { read } from '../api/http'
import { tokenStore } from '../api/token'
import { useStore } from '../lib/store'
import { useQuery } from '../lib/use-query'

/** The member's own guide. A page without one is whole: nothing waits for this, and a failure is silent. */
export const useGuide = (): GuideCard | null => useQuery<OwnGuide>(useStore(tokenStore), () => read('/guide')).data?.guide ?? null
