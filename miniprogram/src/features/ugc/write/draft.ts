import type { Upload } from '@siyu/client/shapes'
import { recall, remember } from '@/shared/lib/storage'

/** What was written and not sent yet; kept on the phone, so that a call or a closed page loses nothing. */
export interface Draft { stars: number; body: string; images: Upload[]; isAnonymous: boolean; productIds: string[] }

export const EMPTY: Draft = { stars: 5, body: '', images: [], isAnonymous: false, productIds: [] }
const KEPT_MAX = 20

type Drafts = Record<string, Draft>

export const draftOf = (key: string): Draft => recall<Drafts>('siyu_ugc_drafts', {})[key] ?? EMPTY

/** The newest drafts stay; `null` forgets one. */
export const keepDraft = (key: string, draft: Draft | null): void => {
  const { [key]: _old, ...rest } = recall<Drafts>('siyu_ugc_drafts', {})
  const kept = Object.entries(draft ? { ...rest, [key]: draft } : rest).slice(-KEPT_MAX)
  remember('siyu_ugc_drafts', Object.fromEntries(kept))
}
