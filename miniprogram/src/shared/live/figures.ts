import type { LiveAvailability, Sku } from '@siyu/client/shapes'

export type Figures = Readonly<Record<string, LiveAvailability>>

/** What is known after an event: a `reset` brings everything, a `stock` one figure. */
export const heardOf = (known: Figures, name: string, data: string): Figures => {
  const items = name === 'reset' ? (JSON.parse(data) as { items: LiveAvailability[] }).items : [JSON.parse(data) as LiveAvailability]
  return { ...known, ...Object.fromEntries(items.map((item) => [item.skuId, item])) }
}

/** The SKUs with the newest figures; the same array while nothing differs. */
export const withFigures = (skus: Sku[], known: Figures): Sku[] => {
  const differs = (sku: Sku): boolean => {
    const live = known[sku.id]
    return live !== undefined && (live.available !== sku.available || live.lowStock !== sku.lowStock)
  }
  return skus.some(differs) ? skus.map((sku) => (differs(sku) ? { ...sku, available: known[sku.id]!.available, lowStock: known[sku.id]!.lowStock } : sku)) : skus
}
