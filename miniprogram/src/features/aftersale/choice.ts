import type { AfterSaleKind, AfterSaleOptions, LineQuantity } from '@siyu/client/shapes'

/** Line id → how many come back. */
export type Picked = Record<string, number>

export const KIND_TEXT: Record<AfterSaleKind, { title: string; hint: string }> = {
  refund_only: { title: '仅退款', hint: '还没收到货，或与客服商量好不用退回' },
  return_refund: { title: '退货退款', hint: '已经收到货，寄回后退款' },
}

export const linesOf = (picked: Picked): LineQuantity[] => Object.entries(picked).map(([lineId, quantity]) => ({ lineId, quantity }))

/** What all chosen lines allow; nothing while none is chosen. */
export const sharedKinds = (lines: AfterSaleOptions['lines'], picked: Picked): AfterSaleKind[] => {
  const chosen = lines.filter((line) => picked[line.lineId] !== undefined)
  if (!chosen.length) return []
  return (Object.keys(KIND_TEXT) as AfterSaleKind[]).filter((kind) => chosen.every((line) => line.kinds.includes(kind)))
}
