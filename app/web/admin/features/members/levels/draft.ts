import type { GrowthWeights, LevelRule, LevelRules, RulesBody } from '../../../../shared/api/shapes-levels'

/** What is edited: all levels and all weights at once, because they are saved under one version. */
export interface Draft {
  levels: LevelRule[]
  weights: GrowthWeights
}

export const draftOf = ({ levels, weights }: LevelRules): Draft => ({ levels, weights })

export const bodyOf = (draft: Draft, version: number): RulesBody => ({ version, levels: draft.levels, weights: draft.weights })

export const withLevel = (draft: Draft, place: number, patch: Partial<LevelRule>): Pick<Draft, 'levels'> => ({
  levels: draft.levels.map((level, at) => (at === place ? { ...level, ...patch } : level)),
})

/** 95 → "9.5 折", 100 → "原价". */
export const discountWords = (percent: number): string => (percent >= 100 ? '原价' : `${percent / 10} 折`)

/** What can be seen to be wrong before the server is asked, by field. */
export function check(draft: Draft): Record<string, string> {
  const found: Record<string, string> = {}
  draft.levels.forEach((level, place) => {
    const lower = draft.levels[place - 1]
    if (!level.name.trim()) found[`levels.${place}.name`] = '请填写名称'
    if (!lower) return
    if (level.growthFrom <= lower.growthFrom) found[`levels.${place}.growthFrom`] = `要高于${lower.name}的 ${lower.growthFrom}`
    if (level.discountPercent > lower.discountPercent) found[`levels.${place}.discountPercent`] = `不能比${lower.name}的 ${discountWords(lower.discountPercent)}差`
  })
  return found
}
