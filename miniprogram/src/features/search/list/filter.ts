import type { AttributeFacet, PriceBand, ProductPage } from '@siyu/client/shapes'

/** What a shopper narrows a list by. `attributes` are keys (`name:value`), in order. */
export interface Filter { categoryId: string | null; minYuan: string; maxYuan: string; inStock: boolean; attributes: string[] }
export interface Scope { categoryId?: string; q: string }

export const NO_FILTER: Filter = { categoryId: null, minYuan: '', maxYuan: '', inStock: false, attributes: [] }
const ATTRIBUTES_MAX = 20
const NAMES_MAX = 6

const fenOf = (yuan: string): number | undefined => (/^\d+(\.\d{1,2})?$/.test(yuan) ? Math.round(Number(yuan) * 100) : undefined)
const yuanOf = (fen: number | null): string => (fen === null ? '' : String(fen / 100))

/** What `/products/facets` takes: the scope, as far as `filter` narrows it, its attributes aside. */
export const facetsQuery = <S extends Scope>(scope: S, filter: Filter) => ({
  ...scope, categoryId: filter.categoryId ?? scope.categoryId, minPriceFen: fenOf(filter.minYuan), maxPriceFen: fenOf(filter.maxYuan), inStock: filter.inStock || undefined,
})

/** What `/products` takes. */
export const listQuery = <S extends Scope>(scope: S, filter: Filter) => ({ ...facetsQuery(scope, filter), attributes: filter.attributes.length ? filter.attributes : undefined })

/** A list that fits on its first page is counted there. Undefined: not counted. */
export const totalOf = (first: ProductPage): number | undefined => first.total ?? (first.nextCursor ? undefined : first.items.length)

export const chosenCount = (filter: Filter): number =>
  (filter.categoryId ? 1 : 0) + (filter.minYuan || filter.maxYuan ? 1 : 0) + (filter.inStock ? 1 : 0) + filter.attributes.length

export const keyOf = (name: string, value: string): string => `${name}:${value}`
const nameOf = (key: string): string => key.slice(0, key.indexOf(':'))
const valueOf = (key: string): string => key.slice(key.indexOf(':') + 1)

/** On and off. What is more than one request may carry is left out. */
export const toggleAttribute = (filter: Filter, key: string): Filter => {
  if (filter.attributes.includes(key)) return { ...filter, attributes: filter.attributes.filter((one) => one !== key) }
  const attributes = [...filter.attributes, key].sort()
  return attributes.length > ATTRIBUTES_MAX || new Set(attributes.map(nameOf)).size > NAMES_MAX ? filter : { ...filter, attributes }
}

export const isBand = (filter: Filter, band: PriceBand): boolean => filter.minYuan === yuanOf(band.minPriceFen) && filter.maxYuan === yuanOf(band.maxPriceFen)

export const toggleBand = (filter: Filter, band: PriceBand): Filter =>
  isBand(filter, band) ? { ...filter, minYuan: '', maxYuan: '' } : { ...filter, minYuan: yuanOf(band.minPriceFen), maxYuan: yuanOf(band.maxPriceFen) }

/** A band ends a fen before the next begins; what is said is where the next begins. */
export const bandWords = ({ minPriceFen, maxPriceFen }: PriceBand): string => {
  const to = maxPriceFen === null ? '' : yuanOf(maxPriceFen + 1)
  if (minPriceFen === null) return `${to} 元以下`
  return to ? `${yuanOf(minPriceFen)}–${to} 元` : `${yuanOf(minPriceFen)} 元以上`
}

/** What was chosen stays in sight, so that it can be taken back, even where nothing has it any more. */
export const withChosen = (facets: readonly AttributeFacet[], chosen: readonly string[]): AttributeFacet[] => {
  const shown = facets.map((facet) => ({
    name: facet.name,
    values: [...facet.values, ...chosen.filter((key) => nameOf(key) === facet.name && !facet.values.some(({ value }) => value === valueOf(key))).map((key) => ({ value: valueOf(key), count: null }))],
  }))
  const missing = [...new Set(chosen.map(nameOf))].filter((name) => !facets.some((facet) => facet.name === name))
  return [...shown, ...missing.map((name) => ({ name, values: chosen.filter((key) => nameOf(key) === name).map((key) => ({ value: valueOf(key), count: null })) }))]
}
