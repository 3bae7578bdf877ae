import type { ProductOption, SkuIn } from '../../../shared/api/shapes-goods'

export const OPTIONS_MAX = 3
export const SKUS_MAX = 200
/** The server's own limit of pieces in one line of an order; it stands for “no limit of ours”. */
export const LIMIT_PER_ORDER_MAX = 99

/** Every combination of the options' values, the last option turning fastest. No options: one empty combination. */
export function combinations(options: readonly ProductOption[]): string[][] {
  return options
    .filter((option) => option.values.length > 0)
    .reduce<string[][]>((rows, option) => rows.flatMap((row) => option.values.map((value) => [...row, value])), [[]])
}

const keyOf = (values: readonly string[]): string => JSON.stringify(values)

const blank = (optionValues: string[], like: SkuIn | undefined): SkuIn => ({
  id: null,
  optionValues,
  code: '',
  barcode: null,
  priceFen: like?.priceFen ?? 0,
  marketPriceFen: like?.marketPriceFen ?? null,
  costFen: like?.costFen ?? null,
  weightG: like?.weightG ?? 0,
  volumeCm3: like?.volumeCm3 ?? 0,
  mediaId: null,
  limitPerOrder: like?.limitPerOrder ?? LIMIT_PER_ORDER_MAX,
  enabled: true,
})

/**
 * The SKUs that fit the options, in matrix order. A SKU that exists keeps its identity and its figures; a
 * new one starts with the figures of the first. When an option is added at the end, what existed becomes
 * its first value; when the last one is taken away, the first of its values stays.
 */
export function reconcile(options: readonly ProductOption[], skus: readonly SkuIn[]): SkuIn[] {
  const depth = options.filter((option) => option.values.length > 0).length
  const known = new Map<string, SkuIn>()
  for (const sku of skus) {
    const fitted = options
      .filter((option) => option.values.length > 0)
      .map((option, place) => sku.optionValues[place] ?? option.values[0] ?? '')
      .slice(0, depth)
    if (!known.has(keyOf(fitted))) known.set(keyOf(fitted), sku)
  }
  return combinations(options).map((values) => {
    const sku = known.get(keyOf(values))
    return sku ? { ...sku, optionValues: values } : blank(values, skus[0])
  })
}

/** Renames one value of one option, in the options and in every SKU that has it. */
export function renameValue(
  options: readonly ProductOption[],
  skus: readonly SkuIn[],
  at: { option: number; from: string; to: string },
): { options: ProductOption[]; skus: SkuIn[] } {
  const swap = (value: string): string => (value === at.from ? at.to : value)
  return {
    options: options.map((option, place) => (place === at.option ? { ...option, values: option.values.map(swap) } : option)),
    skus: skus.map((sku) => ({ ...sku, optionValues: sku.optionValues.map((value, place) => (place === at.option ? swap(value) : value)) })),
  }
}

/** Takes an option out of the middle: its place is removed from every SKU before they are fitted again. */
export function removeOption(options: readonly ProductOption[], skus: readonly SkuIn[], at: number): { options: ProductOption[]; skus: SkuIn[] } {
  const kept = options.filter((_, place) => place !== at)
  const shortened = skus.map((sku) => ({ ...sku, optionValues: sku.optionValues.filter((_, place) => place !== at) }))
  return { options: kept, skus: reconcile(kept, shortened) }
}

export type SkuPatch = Partial<Pick<SkuIn, 'priceFen' | 'marketPriceFen' | 'costFen' | 'weightG' | 'volumeCm3' | 'limitPerOrder' | 'enabled'>>

/** Fills the patch into all SKUs, or into those whose option at `option` has `value`. */
export function fill(skus: readonly SkuIn[], patch: SkuPatch, only?: { option: number; value: string }): SkuIn[] {
  // A key that is there without a value means “leave as it is”; null is a value.
  const said = Object.fromEntries(Object.entries(patch).filter(([, value]) => value !== undefined)) as SkuPatch
  return skus.map((sku) => (!only || sku.optionValues[only.option] === only.value ? { ...sku, ...said } : sku))
}

/** Gives codes to SKUs that have none: the prefix and a running number that no other SKU has. */
export function fillCodes(skus: readonly SkuIn[], prefix: string): SkuIn[] {
  const taken = new Set(skus.map((sku) => sku.code))
  let next = 1
  return skus.map((sku) => {
    if (sku.code) return sku
    let code = ''
    do code = `${prefix}-${String(next++).padStart(2, '0')}`
    while (taken.has(code))
    return { ...sku, code }
  })
}
