import type { LevelSize, Rule } from '../../../shared/api/shapes-promotion'
import { shortMoment } from './shanghai'

export const NEVER_EARLY_TEXT = '拼团、砍价和秒杀对所有人同时开始，不能设会员提前购'

/** 钻石会员提前 60 分钟（11月28日 19:00 起），the most first. Empty: no level that the rule is for has any minutes. */
export function earlyText(levels: readonly LevelSize[], rule: Rule, startsAt: string | null): string {
  const codes = rule.type === 'timed_price' ? rule.levelCodes : []
  return levels
    .filter((level) => level.earlyAccessMinutes > 0 && (codes.length === 0 || codes.includes(level.code)))
    .sort((one, other) => other.earlyAccessMinutes - one.earlyAccessMinutes)
    .map(({ name, earlyAccessMinutes: minutes }) => `${name}提前 ${minutes} 分钟${startsAt ? `（${shortMoment(new Date(Date.parse(startsAt) - minutes * 60_000).toISOString())} 起）` : ''}`)
    .join('，')
}
