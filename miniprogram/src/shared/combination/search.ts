import type { Candidate, Ground, State } from './ground'
import { LAYERS } from './types'

/** A legal combination; the better one has the lesser rank: what is paid, less gifts, number, days of expiry, ids. */
export interface Choice { payableFen: number; rank: readonly number[]; chosen: readonly Candidate[] }

const compare = (a: readonly number[], b: readonly number[]): number => {
  for (let i = 0; i < a.length && i < b.length; i += 1) if (a[i] !== b[i]) return a[i]! < b[i]! ? -1 : 1
  return 0
}
const ascending = (numbers: number[]): number[] => numbers.sort((a, b) => a - b)

/**
 * The server's search (domain/promotion/combination_search.py), where it is proven why a branch may be left out: further
 * coupons take at most what each would take now, and freight only grows by less goods.
 */
export class Search {
  private found: Choice[] = []
  /** What is worse than this in (payable, less gifts, number) is of no interest. */
  private bar: readonly number[] = [Infinity, 0, 0]
  private layers: { ones: readonly Candidate[]; isNeed: boolean }[] = []
  private giftAfter: number[] = []

  /** Finds the `keep` best; with `below` only what costs less than that. */
  constructor(private readonly ground: Ground, private readonly candidates: readonly Candidate[], private readonly keep: number, below?: number) {
    if (below !== undefined) this.bar = [below - 1, Infinity, Infinity]
  }

  /** Best first. `must`: only combinations with this coupon. */
  run(must?: Candidate): Choice[] {
    const { start } = this.ground
    for (const one of this.candidates) {
      if (!one.held.rule.isExclusive || (must && must !== one)) continue
      const state = this.ground.applied(start, one)
      this.record(this.ground.payable(state), state.giftFen, [one])
    }
    if (!must?.held.rule.isExclusive) {
      this.layOut(must)
      this.visit(0, start, [])
    }
    return this.found
  }

  private layOut(must?: Candidate): void {
    for (const layer of LAYERS) {
      const ones = this.candidates.filter((one) => one.held.rule.layer === layer && !one.held.rule.isExclusive)
      const isNeed = must !== undefined && ones.includes(must)
      // The strongest first: a good choice found early prunes more.
      if (ones.length) this.layers.push({ ones: isNeed ? [must] : ones.sort((a, b) => b.capFen - a.capFen), isNeed })
    }
    this.giftAfter = [...this.layers, null].map((_, depth) => this.layers.slice(depth).reduce((sum, layer) => sum + Math.max(...layer.ones.map((one) => one.worthFen)), 0))
  }

  private visit(depth: number, state: State, chosen: readonly Candidate[]): void {
    if (depth < this.layers.length - 1) return this.branch(depth, state, chosen)
    const nowFen = this.ground.payable(state)
    const last = this.layers[depth]
    if (last) this.end(last.ones, state, chosen, nowFen)
    if (!last?.isNeed) this.record(nowFen, state.giftFen, chosen)
  }

  /** Amounts of the last layer are split over the lines only where the price needs it. */
  private end(ones: readonly Candidate[], state: State, chosen: readonly Candidate[], nowFen: number): void {
    for (const one of ones) {
      const floorFen = this.ground.floor(state, one, nowFen)
      const giftFen = state.giftFen + one.worthFen
      if (this.isHopeless(floorFen, giftFen, chosen.length + 1)) continue
      const isMoved = this.ground.isFreightMoved(state, one)
      this.record(isMoved ? this.ground.payable(this.ground.applied(state, one)) : floorFen, giftFen, [...chosen, one])
    }
  }

  private branch(depth: number, state: State, chosen: readonly Candidate[]): void {
    const below = depth + 1
    let caps = 0
    for (const layer of this.layers.slice(below)) {
      caps += layer.ones.reduce((most, one) => Math.max(most, one.held.rule.kind === 'freight' ? one.capFen : this.ground.offFen(state, one)), 0)
    }
    const nowFen = this.ground.payable(state)
    const giftFen = state.giftFen + this.giftAfter[below]!
    const { ones, isNeed } = this.layers[depth]!
    for (const one of ones) {
      if (this.isHopeless(this.ground.floor(state, one, nowFen) - caps, giftFen + one.worthFen, chosen.length + 1)) continue
      this.visit(below, this.ground.applied(state, one), [...chosen, one])
    }
    if (!isNeed && !this.isHopeless(nowFen - caps, giftFen, chosen.length)) this.visit(below, state, chosen)
  }

  private isHopeless(payableFen: number, giftFen: number, number: number): boolean {
    return compare([payableFen, -giftFen, number], this.bar) > 0
  }

  private record(payableFen: number, giftFen: number, chosen: readonly Candidate[]): void {
    if (this.isHopeless(payableFen, giftFen, chosen.length) || !this.ground.isLegal(payableFen)) return
    const rank = [payableFen, -giftFen, chosen.length, ...ascending(chosen.map((one) => one.untilRank)), ...ascending(chosen.map((one) => one.idRank))]
    this.found.push({ payableFen, rank, chosen })
    this.found.sort((a, b) => compare(a.rank, b.rank))
    this.found.length = Math.min(this.found.length, this.keep)
    if (this.found.length === this.keep) this.bar = this.found[this.keep - 1]!.rank.slice(0, 3)
  }
}
