import { inOrder, type Candidate, type Ground } from './ground'
import { plainYuan } from './moment'
import type { Verdict } from './types'

export const ZERO_WORDS = '就没有应付金额了，订单至少要付 0.01 元'

/** The combination that verdicts compare with. `beyond`: usable coupons that the search left out. */
export interface Told { ground: Ground; chosen: readonly Candidate[]; payableFen: number; beyond: ReadonlySet<string>; beyondWords: string }

/** What became of a usable coupon, in the server's words (domain/promotion/combination_words.py). */
export const verdictOf = (told: Told, one: Candidate): Verdict => {
  const aloneFen = told.ground.payable(told.ground.after([one]))
  const aloneOffFen = told.ground.isLegal(aloneFen) ? Math.max(0, told.ground.fullFen - aloneFen) : 0
  if (told.chosen.includes(one)) return { couponId: one.held.id, state: 'used', aloneOffFen, reason: usedWords(told, one) }
  return { couponId: one.held.id, state: 'usable', aloneOffFen, reason: told.beyond.has(one.held.id) ? told.beyondWords : unusedWords(told, one) }
}

const usedWords = ({ ground, chosen }: Told, one: Candidate): string => {
  if (one.held.rule.kind === 'gift') return one.worthFen ? `已选用，送价值 ${plainYuan(one.worthFen)} 元的赠品` : '已选用，送赠品'
  const use = ground.uses(chosen)[chosen.indexOf(one)]!
  const offFen = use.offs.reduce((sum, [, fen]) => sum + fen, use.freightOffFen)
  return offFen ? `已选用，省 ${plainYuan(offFen)} 元` : '已选用，本单没有可减的金额'
}

/** Compares with the combination after `one` has taken the place of those that it cannot stand beside. */
const unusedWords = ({ ground, chosen, payableFen }: Told, one: Candidate): string => {
  const { isExclusive, layer } = one.held.rule
  const rivals = chosen.filter((each) => isExclusive || each.held.rule.isExclusive || each.held.rule.layer === layer)
  const swapped = inOrder([...chosen.filter((each) => !rivals.includes(each)), one])
  const swappedFen = ground.payable(ground.after(swapped))
  const dearerFen = swappedFen - payableFen
  if (!rivals.length) return ground.isLegal(swappedFen) ? besideWords(one, dearerFen) : `用它${ZERO_WORDS}`
  const clash = `与${rivals.map((each) => `「${each.held.name}」`).join('、')}不能同时使用`
  if (!ground.isLegal(swappedFen)) return `${clash}，换成这张${ZERO_WORDS}`
  if (dearerFen > 0) return `${clash}，用它能多省 ${plainYuan(dearerFen)} 元`
  return dearerFen < 0 ? `${clash}，换成这张能多省 ${plainYuan(-dearerFen)} 元` : `${clash}，两种用法省得一样多`
}

const besideWords = (one: Candidate, dearerFen: number): string => {
  if (dearerFen > 0) return `用它就不满包邮金额，反而要多付 ${plainYuan(dearerFen)} 元`
  if (dearerFen < 0) return `可以一起使用，再省 ${plainYuan(-dearerFen)} 元`
  if (one.worthFen) return `可以一起使用，送价值 ${plainYuan(one.worthFen)} 元的赠品`
  return one.held.rule.kind === 'freight' ? '本单没有运费要减' : '用它不会更省'
}
