import type { ActivityIn } from '@siyu/client/shapes'
import type { Params } from './nav'

/** How a page tells the confirm page what is bought through: its parameters carry the activity as it is sent. */
export const activityParams = (activity: ActivityIn): Params => ({
  activity: activity.kind, campaignId: activity.campaignId, size: activity.size ?? undefined, teamId: activity.teamId ?? undefined, bargainId: activity.bargainId ?? undefined,
})

/** The activity that the confirm page was opened with, if any. */
export const activityOf = (params: Partial<Record<string, string>>): ActivityIn | null => {
  const { activity: kind, campaignId, size, teamId, bargainId } = params
  if ((kind !== 'group_buy' && kind !== 'bargain') || !campaignId) return null
  return { kind, campaignId, size: Number(size) || null, teamId: teamId || null, bargainId: bargainId || null }
}
