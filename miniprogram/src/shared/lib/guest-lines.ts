import type { StoredLine } from '@siyu/client/shapes'

export const withAdded = (lines: StoredLine[], skuId: string, quantity: number): StoredLine[] =>
  lines.some((line) => line.skuId === skuId)
    ? lines.map((line) => (line.skuId === skuId ? { ...line, quantity: line.quantity + quantity, selected: true } : line))
    : [{ skuId, quantity, selected: true }, ...lines]

export interface LineChange { quantity?: number; selected?: boolean; newSkuId?: string }

/** Changing the SKU onto one that is there already joins the two lines. */
export const withChanged = (lines: StoredLine[], skuId: string, change: LineChange): StoredLine[] => {
  const old = lines.find((line) => line.skuId === skuId)
  if (!old) return lines
  const next: StoredLine = { skuId: change.newSkuId ?? skuId, quantity: change.quantity ?? old.quantity, selected: change.selected ?? old.selected }
  const twin = next.skuId === skuId ? undefined : lines.find((line) => line.skuId === next.skuId)
  return lines
    .filter((line) => line !== twin)
    .map((line) => (line === old ? { ...next, quantity: next.quantity + (twin?.quantity ?? 0) } : line))
}
