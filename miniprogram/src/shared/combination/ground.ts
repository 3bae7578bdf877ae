import { goodsOff, soonest, type Fit } from './fit'
import { split } from './split'
import { LAYERS, type Coupon, type CouponUse, type FreightCost, type Item } from './types'

/** A usable coupon. `capFen`: so much less is paid because of it, at most. */
export interface Candidate { held: Coupon; lines: readonly number[]; capFen: number; physicalCount: number; untilRank: number; idRank: number; worthFen: number }

/** A basket after some coupons: what is left on each line, on all goods, on physical ones; freight waived; gifts' worth. */
export interface State { left: readonly number[]; goodsFen: number; physicalFen: number; waiveFen: number; giftFen: number }

const total = (numbers: readonly number[]): number => numbers.reduce((sum, n) => sum + n, 0)

/** The basket as the search sees it. */
export class Ground {
  readonly start: State
  readonly fullFen: number

  constructor(readonly items: readonly Item[], private readonly freight: FreightCost) {
    const left = items.map((item) => item.payableFen)
    const physicalFen = total(left.filter((_, i) => items[i]!.isPhysical))
    this.start = { left, goodsFen: total(left), physicalFen, waiveFen: 0, giftFen: 0 }
    this.fullFen = this.payable(this.start)
  }

  freightFen(physicalFen: number): number {
    const { byWeightFen, freeFromFen, surchargeFen } = this.freight
    return surchargeFen + (freeFromFen !== null && physicalFen >= freeFromFen ? 0 : byWeightFen)
  }

  payable(state: State): number {
    return state.goodsFen + Math.max(0, this.freightFen(state.physicalFen) - state.waiveFen)
  }

  /** At least 1 fen is paid for a basket that cost more than nothing. */
  isLegal(payableFen: number): boolean {
    return payableFen > 0 || this.fullFen === 0
  }

  offFen(state: State, one: Candidate): number {
    let left = 0
    for (const i of one.lines) left += state.left[i]!
    return goodsOff(one.held.rule, left)
  }

  /** The state after one more coupon. */
  applied(state: State, one: Candidate): State {
    const { kind, value } = one.held.rule
    if (kind === 'freight') return { ...state, waiveFen: state.waiveFen + value }
    if (kind === 'gift') return { ...state, giftFen: state.giftFen + one.worthFen }
    const off = this.offFen(state, one)
    if (!off) return state
    const left = [...state.left]
    let physicalOff = 0
    split(off, one.lines.map((i) => left[i]!)).forEach((share, at) => {
      const i = one.lines[at]!
      left[i]! -= share
      if (this.items[i]!.isPhysical) physicalOff += share
    })
    return { ...state, left, goodsFen: state.goodsFen - off, physicalFen: state.physicalFen - physicalOff }
  }

  /** At least so much is paid after one more coupon: exactly that, unless less goods make the freight dearer. */
  floor(state: State, one: Candidate, nowFen: number): number {
    if (one.held.rule.kind !== 'freight') return nowFen - this.offFen(state, one)
    return state.goodsFen + Math.max(0, this.freightFen(state.physicalFen) - state.waiveFen - one.held.rule.value)
  }

  /** Whether one more coupon may make the freight dearer: then only its split over the lines tells what is paid. */
  isFreightMoved(state: State, one: Candidate): boolean {
    if (!one.physicalCount || one.held.rule.kind === 'freight') return false
    return this.freightFen(state.physicalFen) !== this.freightFen(state.physicalFen - this.offFen(state, one))
  }

  after(chosen: readonly Candidate[]): State {
    return chosen.reduce<State>((state, one) => this.applied(state, one), this.start)
  }

  uses(chosen: readonly Candidate[]): CouponUse[] {
    let freightFen = this.freightFen(this.after(chosen).physicalFen)
    let before = this.start
    return chosen.map((one) => {
      const then = this.applied(before, one)
      const freightOffFen = Math.min(then.waiveFen - before.waiveFen, freightFen)
      freightFen -= freightOffFen
      const offs = this.items.map((item, i): [string, number] => [item.lineId, before.left[i]! - then.left[i]!])
      before = then
      return { couponId: one.held.id, offs: offs.filter(([, fen]) => fen > 0), freightOffFen }
    })
  }

  /** Those that nothing stands against, what expires first in front. */
  candidates(fits: readonly Fit[]): Candidate[] {
    const usable = fits.filter((fit) => fit.obstacle === null).sort(soonest)
    const untils = [...new Set(usable.map((fit) => fit.until))]
    const ids = usable.map((fit) => fit.held.id).sort()
    const freightMax = this.freightFen(-1)
    return usable.map(({ held, lines, until }) => {
      const { kind, value, giftWorthFen } = held.rule
      const goodsFen = total(lines.map((i) => this.start.left[i]!))
      return {
        held, lines,
        capFen: kind === 'freight' ? Math.min(value, freightMax) : goodsOff(held.rule, goodsFen),
        physicalCount: lines.filter((i) => this.items[i]!.isPhysical).length,
        untilRank: untils.indexOf(until), idRank: ids.indexOf(held.id),
        worthFen: kind === 'gift' ? giftWorthFen : 0,
      }
    })
  }
}

export const inOrder = (chosen: readonly Candidate[]): Candidate[] =>
  LAYERS.flatMap((layer) => chosen.filter((one) => one.held.rule.layer === layer))
