import type { Fulfilment, Parcel, ShipItem } from '../../../shared/api/shapes'

/** How many fulfilments are sent in one request: small enough that progress moves, and one failure delays few. */
export const SHIP_BATCH = 10

/** Parcels that have a label to print. */
export const hasLabel = (parcel: Parcel): boolean => parcel.trackingNumber !== null && !['requesting', 'cancelled'].includes(parcel.state)

/** A label may be taken back until the courier has the parcel. */
export const canCancel = (parcel: Parcel): boolean => parcel.state === 'requesting' || parcel.state === 'labelled'

export const canRetry = (parcel: Parcel): boolean => parcel.state === 'requesting' || parcel.state === 'problem'

export const remainingUnits = (fulfilment: Fulfilment): number => fulfilment.lines.reduce((sum, line) => sum + line.remaining, 0)

/** What is asked of the server; shipping everything that remains is said as null. */
export function shipItem(fulfilment: Fulfilment, courierCode: string, quantities: Record<string, number> | null): ShipItem {
  const whole = quantities === null || fulfilment.lines.every((line) => (quantities[line.lineId] ?? 0) === line.remaining)
  return {
    fulfilmentId: fulfilment.id,
    courierCode,
    lines: whole
      ? null
      : fulfilment.lines
          .map((line) => ({ lineId: line.lineId, quantity: quantities[line.lineId] ?? 0 }))
          .filter((line) => line.quantity > 0),
  }
}

export function inBatches<T>(items: readonly T[], size: number): T[][] {
  const batches: T[][] = []
  for (let start = 0; start < items.length; start += size) batches.push(items.slice(start, start + size))
  return batches
}
