import type { PointsShare } from '@siyu/client/shapes'
import { yuan } from '@/shared/lib/money'
import { countText } from '@/shared/lib/points'

export interface PointsWords { text: string; hint: string; canSwitch: boolean; isOn: boolean }

/** What the row says. A choice that cannot be followed now is kept, but shows no switch. */
export const pointsWords = ({ available, usable, usableFen, used, usedFen, reason }: PointsShare): PointsWords => {
  if (!usable) return { text: reason ?? '本单不能使用积分', hint: available > 0 ? `共 ${countText(available)} 积分` : '', canSwitch: false, isOn: false }
  const hint = available > usable ? `共 ${countText(available)} 积分，本单最多用 ${countText(usable)}` : ''
  if (used) return { text: `用 ${countText(used)} 积分，抵 ${yuan(usedFen)}`, hint, canSwitch: true, isOn: true }
  return { text: `可用 ${countText(usable)} 积分，抵 ${yuan(usableFen)}`, hint, canSwitch: true, isOn: false }
}
