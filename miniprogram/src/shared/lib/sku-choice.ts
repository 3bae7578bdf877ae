import type { Sku } from '@siyu/client/shapes'

/** One chosen value per option, null where none is chosen yet. */
export type Choice = (string | null)[]

const fits = (sku: Sku, choice: Choice): boolean => choice.every((value, i) => value === null || sku.optionValues[i] === value)

/** The SKU once every option is chosen, else null. */
export const chosenSku = (skus: Sku[], choice: Choice): Sku | null =>
  choice.every((value) => value !== null) ? (skus.find((sku) => fits(sku, choice)) ?? null) : null

/** Is there stock for this value together with what is chosen in the other options? */
export const isPossible = (skus: Sku[], choice: Choice, option: number, value: string): boolean =>
  skus.some((sku) => sku.available > 0 && fits(sku, choice.map((c, i) => (i === option ? value : c))))

/** Tapping a chosen value clears it; an impossible value is taken and drops what stands against it, so nobody gets stuck. */
export const choose = (skus: Sku[], choice: Choice, option: number, value: string): Choice => {
  const next = choice.map((c, i) => (i === option ? (c === value ? null : value) : c))
  if (next[option] === null || skus.some((sku) => fits(sku, next))) return next
  return next.map((c, i) => (i === option ? c : null))
}

/** The first SKU that can be bought, for a first look; when none can, nothing is chosen. */
export const firstChoice = (options: number, skus: Sku[]): Choice => {
  const open = skus.find((sku) => sku.available > 0)
  return open && skus.length === 1 ? [...open.optionValues] : Array.from({ length: options }, () => null)
}

export interface QuantityRule { max: number; reason: string }

/** How many may be bought, and which rule bites first. */
export const quantityRule = (sku: Sku): QuantityRule => {
  const limit = sku.limitPerOrder > 0 ? sku.limitPerOrder : 999
  return sku.available < limit ? { max: sku.available, reason: `库存还有 ${sku.available} 件` } : { max: limit, reason: `每单限购 ${limit} 件` }
}
