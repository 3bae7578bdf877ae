import type { CampaignKind } from '../../../shared/api/shapes-promotion'

/** Routes below a campaign that the server's description holds; read when the page is built (vite.config.ts). */
declare const __CAMPAIGN_LISTS__: readonly string[]

export type ActivityPath = 'teams' | 'bargains'
const TABS: Partial<Record<CampaignKind, { path: ActivityPath; name: string }>> = {
  group_buy: { path: 'teams', name: '拼团' },
  bargain: { path: 'bargains', name: '砍价' },
}

/** The tab of an activity's own rows. Null: the kind has none, or the server does not tell them yet. */
export function activityTab(kind: CampaignKind, known: readonly string[] = __CAMPAIGN_LISTS__): { path: ActivityPath; name: string } | null {
  const tab = TABS[kind]
  return tab && known.includes(tab.path) ? tab : null
}
